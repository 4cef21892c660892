#include "sandbox/world/containers/resource_limits.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <sys/resource.h>

namespace eni::sandbox::world {
namespace {

struct Kind {
  std::string_view name;
  __rlimit_resource resource;
};

/// Source: getrlimit(2); the names as task definitions have them.
constexpr Kind kKinds[] = {{"core", RLIMIT_CORE},         {"cpu", RLIMIT_CPU},
                           {"data", RLIMIT_DATA},         {"fsize", RLIMIT_FSIZE},
                           {"locks", RLIMIT_LOCKS},       {"memlock", RLIMIT_MEMLOCK},
                           {"msgqueue", RLIMIT_MSGQUEUE}, {"nice", RLIMIT_NICE},
                           {"nofile", RLIMIT_NOFILE},     {"nproc", RLIMIT_NPROC},
                           {"rss", RLIMIT_RSS},           {"rtprio", RLIMIT_RTPRIO},
                           {"rttime", RLIMIT_RTTIME},     {"sigpending", RLIMIT_SIGPENDING},
                           {"stack", RLIMIT_STACK}};

/// @return  nothing for a name that no limit has
std::optional<std::uint64_t> highest(std::string_view name) {
  const auto* kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& one) { return one.name == name; });
  if (kind == std::end(kKinds)) return std::nullopt;
  // Programs that the sandbox starts leave no images of their memory (net/child_process.h).
  if (kind->resource == RLIMIT_CORE) return 0;
  rlimit limit{};
  if (getrlimit(kind->resource, &limit) != 0) return std::nullopt;
  return limit.rlim_max;
}

}  // namespace

std::vector<LoweredLimit> lower_to_machine(std::vector<ResourceLimit>& limits) {
  std::vector<LoweredLimit> lowered;
  for (ResourceLimit& limit : limits) {
    const auto most = highest(limit.name);
    if (!most || limit.hard <= *most) continue;
    lowered.push_back({limit.name, limit.hard, *most});
    limit.hard = *most;
    limit.soft = std::min(limit.soft, *most);
  }
  return lowered;
}

}  // namespace eni::sandbox::world
