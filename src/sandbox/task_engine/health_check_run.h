#pragma once
/// One run of a container's health check: a program beside the container's own.
#include <string>
#include <vector>

#include "sandbox/task_engine/containers/health_check.h"
#include "sandbox/task_engine/task_world.h"

namespace eni::sandbox::task_engine {

/// A container that runs.
struct CheckedContainer {
  std::string runtime_id;
  int network = -1;                ///< that it is in
  std::vector<int> group_entries;  ///< of its control group
};

/// @param world    outlives the task
/// @param program  of the check, with the container's environment, user and directory
/// @return         what it ended with, and the beginning of what it printed; without an exit code if it could not be started, or was killed for
///                 it took longer than `timeout`
Task<HealthOutcome> run_health_check(net::EventLoop& loop, TaskWorld& world, CheckedContainer container,
                                     world::ExecutedProgram program, Duration timeout);

}  // namespace eni::sandbox::task_engine
