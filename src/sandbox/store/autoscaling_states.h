#pragma once
/// The life of an instance as its Auto Scaling group sees it.
/// Source: Amazon EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling instance lifecycle".
#include <cstdint>
#include <string_view>

namespace eni::sandbox {

enum class LifecycleState : std::uint8_t {
  kPending,
  kPendingWait,
  kPendingProceed,
  kInService,
  kStandby,
  kTerminating,
  kTerminatingWait,
  kTerminatingProceed,
};

std::string_view to_string(LifecycleState state);  ///< "Pending:Wait"

/// Whether the instance is part of the group's capacity: it is, or is about to be, in service.
constexpr bool counts_as_capacity(LifecycleState state) { return state <= LifecycleState::kInService; }
constexpr bool is_launching(LifecycleState state) { return state < LifecycleState::kInService; }
constexpr bool is_terminating(LifecycleState state) { return state >= LifecycleState::kTerminating; }

}  // namespace eni::sandbox
