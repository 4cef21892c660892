#pragma once
/// The alarms of target-tracking policies, which are the policy's own.
/// Source: Amazon EC2 Auto Scaling User Guide, "Target tracking scaling policies"; alarms that users published.
#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Writes into the policy which alarms it has: one that is high, and one that is low unless scaling in is off. Those that it has
/// keep their names.
void name_alarms(const Call& call, const AutoScalingGroup& group, AutoScalingPart& policy);

/// Makes them in CloudWatch, or gives them new thresholds. @error  what CloudWatch answers
Task<ApiResult<void>> put_alarms(Environment& env, AutoScalingGroup group, AutoScalingPart policy);

/// Nothing happens to policies without alarms of their own.
Task<void> delete_alarms(Environment& env, AutoScalingGroup group, AutoScalingPart policy);

}  // namespace eni::sandbox::autoscaling_service
