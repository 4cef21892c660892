#pragma once
/// The time after a scaling activity in which calls that honor it, and simple policies, are put off.
/// Source: Amazon EC2 Auto Scaling User Guide, "Scaling cooldowns for Amazon EC2 Auto Scaling".
#include "aws/api_error.h"
#include "base/clock.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// @error  ScalingActivityInProgress while it lasts
aws::ApiResult<void> check_cooldown(const AutoScalingGroup& group, TimePoint now);

/// Lets it begin. @param seconds  of the policy; the group's own if less than zero
void begin_cooldown(AutoScalingGroup& group, TimePoint now, std::int64_t seconds = -1);

}  // namespace eni::sandbox::autoscaling_service
