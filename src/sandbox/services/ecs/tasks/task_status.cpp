#include "sandbox/services/ecs/tasks/task_status.h"

namespace eni::sandbox::ecs_service {

namespace {

std::optional<EcsTaskStatus> next_towards_running(EcsTaskStatus last) {
  switch (last) {
    case EcsTaskStatus::kProvisioning:
      return EcsTaskStatus::kPending;
    case EcsTaskStatus::kPending:
      return EcsTaskStatus::kActivating;
    case EcsTaskStatus::kActivating:
      return EcsTaskStatus::kRunning;
    default:
      return std::nullopt;
  }
}

std::optional<EcsTaskStatus> next_towards_stopped(EcsTaskStatus last, OwnInterface own_interface) {
  const auto end =
      own_interface == OwnInterface::kYes ? EcsTaskStatus::kDeprovisioning : EcsTaskStatus::kStopped;
  switch (last) {
    case EcsTaskStatus::kProvisioning:
      return end;  // It has no containers yet.
    case EcsTaskStatus::kPending:
    case EcsTaskStatus::kActivating:
    case EcsTaskStatus::kDeactivating:
      return EcsTaskStatus::kStopping;
    case EcsTaskStatus::kRunning:
      return EcsTaskStatus::kDeactivating;
    case EcsTaskStatus::kStopping:
      return end;
    case EcsTaskStatus::kDeprovisioning:
      return EcsTaskStatus::kStopped;
    case EcsTaskStatus::kStopped:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

EcsTaskStatus first_status(OwnInterface own_interface) {
  return own_interface == OwnInterface::kYes ? EcsTaskStatus::kProvisioning : EcsTaskStatus::kPending;
}

std::optional<EcsTaskStatus> next_status(EcsTaskStatus last, EcsTaskStatus desired,
                                         OwnInterface own_interface) {
  return desired == EcsTaskStatus::kRunning ? next_towards_running(last)
                                            : next_towards_stopped(last, own_interface);
}

}  // namespace eni::sandbox::ecs_service
