#pragma once
/// Containers in a world, by a runtime of the machine's: crun, or runc where that is not.
/// Source: crun(1), runc(8); OCI runtime specification 1.0, runtime.md.
#include <array>
#include <functional>
#include <optional>
#include <string>

#include "base/scheduler.h"
#include "sandbox/world/containers/container.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// The runtime's path. @return  nothing if the machine has none
std::optional<std::string> find_container_runtime();

/// Outlives what it has been asked to do.
class ContainerRuntime {
 public:
  /// @param program  its path
  /// @param files    the folder that the world was made with
  ContainerRuntime(Scheduler& scheduler, World& world, std::string program, std::string files)
      : scheduler_{scheduler}, world_{world}, program_{std::move(program)}, files_{std::move(files)} {}

  /// Returns when the container's program runs. Its limits are lowered to what the machine allows (resource_limits.h).
  /// @param network      its own network, never kNoNetwork
  /// @param descriptors  its standard input, output and error
  /// @param on_end       of its first process, once
  /// @return  that process; a signal to it is one to the container
  /// @error   the runtime's own words: 'exec: "x": executable file not found in $PATH'
  Task<Result<ProcessId>> start(int network, Container container, std::array<int, 3> descriptors,
                                std::function<void(ProcessEnd)> on_end);
  /// One that has ended, or ends now: the runtime forgets it, its name is free again, its files stay.
  Task<void> remove(std::string id);

 private:
  Task<Result<ProcessEnd>> run(int network, std::vector<std::string> arguments,
                               std::array<int, 3> descriptors);

  Scheduler& scheduler_;
  World& world_;
  std::string program_;
  std::string files_;
};

}  // namespace eni::sandbox::world
