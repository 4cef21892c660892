#pragma once
/// The states that a task goes through.
/// Source: Amazon ECS Developer Guide, "Amazon ECS task lifecycle".
#include <cstdint>
#include <optional>
#include <string_view>

namespace eni::sandbox {

/// In their order. The store keeps the numbers, and its indexes name those of RUNNING and STOPPED.
enum class EcsTaskStatus : std::uint8_t {
  kProvisioning = 0,  ///< its network interface is made and attached
  kPending = 1,
  kActivating = 2,
  kRunning = 3,
  kDeactivating = 4,
  kStopping = 5,
  kDeprovisioning = 6,  ///< its network interface is detached and deleted
  kStopped = 7,
};

/// As AWS spells it: "PROVISIONING".
std::string_view to_string(EcsTaskStatus status);
/// Nothing for a text that is none of them.
std::optional<EcsTaskStatus> read_ecs_task_status(std::string_view text);

}  // namespace eni::sandbox
