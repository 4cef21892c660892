#pragma once
/// The alarms of target-tracking policies, which are the policy's own.
#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// Writes into the policy which alarms it has. Those that it has keep their names.
void name_alarms(const Call& call, const ScalableTarget& target, ScalingPart& policy);

/// Makes them in CloudWatch, or gives them new thresholds. @error  what CloudWatch answers
Task<ApiResult<void>> put_alarms(Environment& env, ScalableTarget target, ScalingPart policy);

/// Nothing happens to policies without alarms of their own.
Task<void> delete_alarms(Environment& env, ScalableTarget target, ScalingPart policy);

}  // namespace eni::sandbox::application_autoscaling_service
