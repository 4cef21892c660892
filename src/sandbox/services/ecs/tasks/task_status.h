#pragma once
/// The states a task goes through.
/// Source: Amazon ECS Developer Guide, "Amazon ECS task lifecycle".
#include <optional>
#include <string_view>

namespace eni::sandbox::ecs_service {

/// In their order; numbers are stored, so they stay.
enum class TaskStatus {
  kProvisioning = 0,  ///< its network interface is made and attached
  kPending = 1,
  kActivating = 2,
  kRunning = 3,
  kDeactivating = 4,
  kStopping = 5,
  kDeprovisioning = 6,  ///< its network interface is detached and deleted
  kStopped = 7,
};

/// As lastStatus has it: "PROVISIONING".
std::string_view to_text(TaskStatus status);
/// Nothing if it is none.
std::optional<TaskStatus> parse_task_status(std::string_view text);

/// Whether a task has a network interface of its own, which is what the first and the last but one state are about.
enum class OwnInterface { kNo, kYes };

/// Where a task begins.
TaskStatus first_status(OwnInterface own_interface);

/// What follows `last` for a task that is to run (`desired` kRunning) or to stop (kStopped). Nothing: it stays.
std::optional<TaskStatus> next_status(TaskStatus last, TaskStatus desired, OwnInterface own_interface);

}  // namespace eni::sandbox::ecs_service
