#include "sandbox/task_engine/volume_content.h"

#include <fcntl.h>

namespace eni::sandbox::task_engine {

namespace {

/// FROM VOLUME. The folder itself is copied, with its owner and mode. What lies behind a link in the image might be anything of the
/// world's: there the volume stays empty.
constexpr const char* kCopyContent =
    R"sh([ -d "$1" ] && [ "$(readlink -e -- "$1")" = "$1" ] || exit 0; cp -a -- "$1/." "$2")sh";

}  // namespace

Task<Result<void>> VolumeContent::copy(std::string root, world::BindMount mount) {
  world::Program program;
  const std::string from = root + mount.target;
  program.argv = {"/bin/sh", "-c", kCopyContent, "sh", from, mount.source};
  program.environment = {{"PATH", "/usr/bin:/bin"}};
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  program.descriptors = {null.get(), null.get(), null.get()};
  const Channel<world::ProcessEnd> endings{scheduler_};
  auto starting = world_.start(world::kNoNetwork, std::move(program),
                               [endings](world::ProcessEnd end) { endings.push(end); });
  ENI_CO_CHECK(co_await std::move(starting));
  const world::ProcessEnd end = co_await endings.pop();
  if (end.exit_code == 0 && end.signal == 0) co_return Result<void>{};
  co_return Error{"cannot copy what the image has at " + mount.target, ""};
}

Task<Result<void>> VolumeContent::fill(std::string root, std::vector<world::BindMount> mounts) {
  for (const world::BindMount& mount : mounts) {
    auto taking = locks_.acquire(mount.source);
    const auto lock = co_await std::move(taking);
    if (unused_.erase(mount.source) == 0) continue;
    auto copying = copy(root, mount);
    ENI_CO_CHECK(co_await std::move(copying));
  }
  co_return Result<void>{};
}

}  // namespace eni::sandbox::task_engine
