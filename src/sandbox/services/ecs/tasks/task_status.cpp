#include "sandbox/services/ecs/tasks/task_status.h"

#include <array>

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::array<std::string_view, 8> kNames = {"PROVISIONING", "PENDING",  "ACTIVATING",     "RUNNING",
                                                    "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};

std::optional<TaskStatus> next_towards_running(TaskStatus last) {
  switch (last) {
    case TaskStatus::kProvisioning:
      return TaskStatus::kPending;
    case TaskStatus::kPending:
      return TaskStatus::kActivating;
    case TaskStatus::kActivating:
      return TaskStatus::kRunning;
    default:
      return std::nullopt;
  }
}

std::optional<TaskStatus> next_towards_stopped(TaskStatus last, OwnInterface own_interface) {
  const auto end = own_interface == OwnInterface::kYes ? TaskStatus::kDeprovisioning : TaskStatus::kStopped;
  switch (last) {
    case TaskStatus::kProvisioning:
      return end;  // It has no containers yet.
    case TaskStatus::kPending:
    case TaskStatus::kActivating:
    case TaskStatus::kDeactivating:
      return TaskStatus::kStopping;
    case TaskStatus::kRunning:
      return TaskStatus::kDeactivating;
    case TaskStatus::kStopping:
      return end;
    case TaskStatus::kDeprovisioning:
      return TaskStatus::kStopped;
    case TaskStatus::kStopped:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(TaskStatus status) { return kNames.at(static_cast<std::size_t>(status)); }

std::optional<TaskStatus> parse_task_status(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == text) return static_cast<TaskStatus>(i);
  return std::nullopt;
}

TaskStatus first_status(OwnInterface own_interface) {
  return own_interface == OwnInterface::kYes ? TaskStatus::kProvisioning : TaskStatus::kPending;
}

std::optional<TaskStatus> next_status(TaskStatus last, TaskStatus desired, OwnInterface own_interface) {
  return desired == TaskStatus::kRunning ? next_towards_running(last)
                                         : next_towards_stopped(last, own_interface);
}

}  // namespace eni::sandbox::ecs_service
