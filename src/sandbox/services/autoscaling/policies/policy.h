#pragma once
/// Scaling policies as the store holds them: parts of a group, their settings by their names on the wire, with PolicyARN and, of
/// target tracking, Alarms.
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/scaling/adjustment.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

inline constexpr std::string_view kTargetTracking = "TargetTrackingScaling";
inline constexpr std::string_view kStepScaling = "StepScaling";
inline constexpr std::string_view kSimpleScaling = "SimpleScaling";

/// @param before  the policy of this name that is there; its ARN stays
/// @error  ValidationError
ApiResult<AutoScalingPart> read_policy(const Call& call, const AutoScalingGroup& group,
                                       const json::object& input, const AutoScalingPart* before);

/// As DescribePolicies shows it.
json::object policy_value(const AutoScalingPart& policy, const AutoScalingGroup& group);

std::vector<scaling::Step> steps_of(const AutoScalingPart& policy);

/// What a policy says of itself: its name and its group's, out of its ARN. Empty if the ARN is none of a policy.
struct PolicyName {
  std::string group;
  std::string policy;
};
std::optional<PolicyName> policy_named_by(std::string_view arn);

}  // namespace eni::sandbox::autoscaling_service
