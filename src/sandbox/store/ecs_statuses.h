#pragma once
/// The statuses of what ECS has, each with AWS's spellings in one table.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace eni::sandbox {

enum class EcsClusterStatus : std::uint8_t {
  kActive,
  kInactive,  ///< deleted, shown until one of that name is created
};

enum class EcsHostStatus : std::uint8_t {
  kRegistering,         ///< until its trunk is attached; takes no tasks
  kRegistrationFailed,  ///< takes no tasks, ever
  kActive,
  kDraining,
  kDeregistering,  ///< until its trunk is gone
  kInactive,       ///< gone; shown for a while yet, counted and listed nowhere
};

enum class EcsServiceStatus : std::uint8_t {
  kActive,
  kDraining,  ///< deleted; its tasks stop
  kInactive,  ///< shown for a while
};

enum class EcsDeploymentStatus : std::uint8_t {
  kPrimary,
  kActive,  ///< its tasks are replaced by the PRIMARY one's
};

enum class EcsRolloutState : std::uint8_t { kInProgress, kCompleted, kFailed };

enum class EcsTaskDefinitionStatus : std::uint8_t { kActive, kInactive, kDeleteInProgress };

/// In their order. The store keeps the numbers, and its indexes name those of RUNNING and STOPPED.
/// Source: Amazon ECS Developer Guide, "Amazon ECS task lifecycle".
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

/// In the order of the enumerators.
template <class Status>
struct EcsSpellings;
template <>
struct EcsSpellings<EcsClusterStatus> {
  static constexpr std::string_view kNames[] = {"ACTIVE", "INACTIVE"};
};
template <>
struct EcsSpellings<EcsHostStatus> {
  static constexpr std::string_view kNames[] = {"REGISTERING", "REGISTRATION_FAILED", "ACTIVE",
                                                "DRAINING",    "DEREGISTERING",       "INACTIVE"};
};
template <>
struct EcsSpellings<EcsServiceStatus> {
  static constexpr std::string_view kNames[] = {"ACTIVE", "DRAINING", "INACTIVE"};
};
template <>
struct EcsSpellings<EcsDeploymentStatus> {
  static constexpr std::string_view kNames[] = {"PRIMARY", "ACTIVE"};
};
template <>
struct EcsSpellings<EcsRolloutState> {
  static constexpr std::string_view kNames[] = {"IN_PROGRESS", "COMPLETED", "FAILED"};
};
template <>
struct EcsSpellings<EcsTaskDefinitionStatus> {
  static constexpr std::string_view kNames[] = {"ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"};
};
template <>
struct EcsSpellings<EcsTaskStatus> {
  static constexpr std::string_view kNames[] = {"PROVISIONING", "PENDING",  "ACTIVATING",     "RUNNING",
                                                "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};
};

/// As AWS spells it: "REGISTRATION_FAILED".
template <class Status>
constexpr auto to_string(Status status) -> decltype(std::string_view{EcsSpellings<Status>::kNames[0]}) {
  return EcsSpellings<Status>::kNames[static_cast<std::size_t>(status)];
}

/// Nothing for a text that is none of them.
template <class Status>
std::optional<Status> read_ecs_status(std::string_view text) {
  const auto& names = EcsSpellings<Status>::kNames;
  const auto found = std::find(std::begin(names), std::end(names), text);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Status>(found - std::begin(names));
}

}  // namespace eni::sandbox
