#pragma once
/// Whether a container that has ended is started again, in its task as it is. Pure.
/// Sources: Amazon ECS API Reference, ContainerRestartPolicy; Amazon ECS container agent, restart tracker.
#include <optional>
#include <set>

#include "base/clock.h"
#include "base/json.h"

namespace eni::sandbox::task_engine {

struct RestartPolicy {
  bool enabled = false;
  std::set<int> ignored_exit_codes;  ///< with these it stays stopped
  /// So long it must have run, from its start or last restart, to be started again.
  Duration attempt_period = std::chrono::seconds{300};
};

/// @error  "CannotCreateContainerError: restartPolicy: …" for what ECS does not take
Result<RestartPolicy> read_restart_policy(const json::object& definition);

struct CompletedRun {
  TimePoint started_at;  ///< or restarted, the last time
  TimePoint ended_at;
  std::optional<int> exit_code;
};
enum class DesiredStatus { kRunning, kStopped };

bool should_restart(const RestartPolicy& policy, const CompletedRun& run, DesiredStatus desired);

}  // namespace eni::sandbox::task_engine
