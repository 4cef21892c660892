#pragma once
/// What a policy makes of a service's desired count. Pure.
/// Source: Application Auto Scaling User Guide, "Target tracking scaling policies", "Step scaling policies", "Cooldown"; Amazon ECS
/// Developer Guide, "Automatically scale your Amazon ECS service".
#include <cstdint>
#include <optional>

#include "base/json.h"

namespace eni::sandbox::application_autoscaling_service {

/// The service, and what is remembered of its scaling.
struct ServiceView {
  std::int64_t running = 0;  ///< from which scaling starts, whatever is desired
  std::int64_t desired = 0;
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool is_deploying = false;  ///< a deployment is under way: scaling in waits, scaling out does not
  /// The running count before a scale-out that is cooling down: what that has added counts for the next one.
  std::optional<std::int64_t> scaling_out_from;
  bool is_cooling_in = false;  ///< no further scale-in yet
  bool is_out_suspended = false;
  bool is_in_suspended = false;
};

/// Why the policy acts.
struct AlarmView {
  double metric = 0;
  double threshold = 0;
  bool is_low = false;  ///< target tracking: its low alarm went off
};

/// The new desired count; nothing if it stays.
/// @param configuration  a TargetTrackingScalingPolicyConfiguration
std::optional<std::int64_t> track(const ServiceView& service, const json::object& configuration,
                                  const AlarmView& alarm);
/// The same by a StepScalingPolicyConfiguration.
std::optional<std::int64_t> step(const ServiceView& service, const json::object& configuration,
                                 const AlarmView& alarm);

}  // namespace eni::sandbox::application_autoscaling_service
