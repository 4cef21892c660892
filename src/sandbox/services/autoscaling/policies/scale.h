#pragma once
/// What a policy makes of a group's desired capacity.
#include <optional>
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// What made the policy act.
struct Trigger {
  std::string cause;  ///< "a monitor alarm A in state ALARM triggered policy P"
  std::optional<double> metric;
  std::optional<TimePoint> measured;  ///< when that was, at the pace "instant"
  std::optional<double> threshold;
  bool is_low = false;  ///< target tracking: its low alarm went off
  bool honor_cooldown = true;
};

enum class Scaled {
  kNot,
  kBounded,  ///< not, for the group's MinSize or MaxSize allows no more
  kDone,
};

/// Changes the group's desired capacity as the policy says, and stores it.
/// @error   ScalingActivityInProgress (a cooldown that is honored), ValidationError (a step policy without a metric)
ApiResult<Scaled> scale(Environment& env, std::int64_t group, const AutoScalingPart& policy,
                        const Trigger& trigger);

}  // namespace eni::sandbox::autoscaling_service
