#pragma once
/// What ECS shows of a container that has ended. Pure.
/// Sources: Amazon ECS Developer Guide, "Stopped tasks error codes"; Amazon ECS container agent, dockerapi/errors.go.
#include <optional>
#include <string>

#include "sandbox/world/world.h"

namespace eni::sandbox::task_engine {

struct ContainerEnd {
  world::ProcessEnd process;
  /// Of any of its processes. The reason is told even if the first process ended with 0, as by ECS.
  bool out_of_memory = false;
};

struct ExitReason {
  std::optional<int> exit_code;  ///< its own, or 128 and the signal that killed it
  std::string reason;  ///< "OutOfMemoryError: Container killed due to memory usage"; "" where there is none
};

ExitReason exit_reason(const ContainerEnd& end);

}  // namespace eni::sandbox::task_engine
