#pragma once
/// Scaling policies as the store holds them: parts of a target.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/scaling/adjustment.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

inline constexpr std::string_view kTargetTracking = "TargetTrackingScaling";
inline constexpr std::string_view kStepScaling = "StepScaling";
inline constexpr std::string_view kTrackingConfiguration = "TargetTrackingScalingPolicyConfiguration";
inline constexpr std::string_view kStepConfiguration = "StepScalingPolicyConfiguration";
inline constexpr std::string_view kAverageMemory = "ECSServiceAverageMemoryUtilization";

std::optional<double> number_at(const json::object& object, std::string_view name);

/// What the call makes of a policy.
/// @param before  the policy of this name; null if there is none @error  ValidationException
ApiResult<ScalingPart> read_policy(const Call& call, const ScalableTarget& target, const ScalingPart* before);
json::object policy_value(const ScalingPart& policy, const ScalableTarget& target);

std::vector<scaling::Step> steps_of(const json::object& configuration);

/// "arn:…:scalingPolicy:UUID:resource/ecs/service/C/S:policyName/P:createdBy/UUID": the resource and the policy.
struct PolicyName {
  std::string resource_id;
  std::string policy;
};
std::optional<PolicyName> policy_named_by(std::string_view arn);

}  // namespace eni::sandbox::application_autoscaling_service
