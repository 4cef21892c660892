#include "sandbox/store/ecs_task_status.h"

#include <algorithm>
#include <iterator>

namespace eni::sandbox {
namespace {

constexpr std::string_view kNames[] = {"PROVISIONING", "PENDING",  "ACTIVATING",     "RUNNING",
                                       "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};

}  // namespace

std::string_view to_string(EcsTaskStatus status) { return kNames[static_cast<std::size_t>(status)]; }

std::optional<EcsTaskStatus> read_ecs_task_status(std::string_view text) {
  const auto found = std::find(std::begin(kNames), std::end(kNames), text);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<EcsTaskStatus>(found - std::begin(kNames));
}

}  // namespace eni::sandbox
