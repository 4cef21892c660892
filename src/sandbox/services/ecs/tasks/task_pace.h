#pragma once
/// How long a task stays in each of its states at `--pace aws`; at the instant pace it goes through them at once.
#include <chrono>

#include "base/clock.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_status.h"

namespace eni::sandbox::ecs_service {

/// A STOPPED task is shown for this long. Source: Amazon ECS API Reference, DescribeTasks.
inline constexpr std::chrono::hours kStoppedTaskIsShown{1};

/// Typical of tasks with an interface of their own on EC2; the settled states last until something happens.
inline Duration time_in(EcsTaskStatus status, Settings::Pace pace) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  if (pace == Settings::Pace::kInstant) return Duration{0};
  switch (status) {
    case EcsTaskStatus::kProvisioning:
      return seconds{5};
    case EcsTaskStatus::kPending:
      return seconds{8};
    case EcsTaskStatus::kActivating:
      return milliseconds{500};
    case EcsTaskStatus::kDeactivating:
      return milliseconds{500};
    case EcsTaskStatus::kStopping:
      return seconds{3};
    case EcsTaskStatus::kDeprovisioning:
      return seconds{10};
    case EcsTaskStatus::kRunning:
    case EcsTaskStatus::kStopped:
      return Duration{0};
  }
  return Duration{0};
}

}  // namespace eni::sandbox::ecs_service
