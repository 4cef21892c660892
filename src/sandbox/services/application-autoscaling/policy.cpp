#include "sandbox/services/application-autoscaling/policy.h"

#include "sandbox/services/application-autoscaling/input.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::string_view kResourceMark = ":resource/ecs/";
constexpr std::string_view kPolicyMark = ":policyName/";
constexpr std::string_view kCreatedByMark = ":createdBy/";

/// Wordings assumed.
ApiResult<void> check_tracking(const json::object& configuration) {
  const json::object& predefined = object_at(configuration, "PredefinedMetricSpecification");
  const json::object& customized = object_at(configuration, "CustomizedMetricSpecification");
  if (predefined.empty() == customized.empty())
    return aws::validation_exception(
        "You must specify either a predefined or a customized metric specification.");
  const auto target = number_at(configuration, "TargetValue");
  if (!target || *target <= 0) return aws::validation_exception("TargetValue must be greater than 0.");
  if (predefined.empty()) return {};
  const std::string type = text_at(predefined, "PredefinedMetricType");
  const bool is_alb = type == "ALBRequestCountPerTarget";
  if (!is_alb && type != "ECSServiceAverageCPUUtilization" && type != kAverageMemory)
    return aws::validation_exception("The predefined metric type " + type +
                                     " is not supported for service namespace ecs.");
  if (is_alb == text_at(predefined, "ResourceLabel").empty())
    return aws::validation_exception(is_alb ? "ResourceLabel must be specified for ALBRequestCountPerTarget."
                                            : "ResourceLabel must not be specified for " + type + ".");
  return {};
}

ApiResult<void> check_steps(const json::object& configuration) {
  if (text_at(configuration, "AdjustmentType").empty())
    return aws::validation_exception("AdjustmentType must be specified for policy type StepScaling.");
  const auto steps = steps_of(configuration);
  if (steps.empty()) return aws::validation_exception("At least one StepAdjustment must be specified.");
  if (const auto flaw = scaling::flaw_of_steps(steps); !flaw.empty())
    return aws::validation_exception(std::string(flaw));
  return {};
}

/// The configuration that the type needs, and no other.
ApiResult<void> read_configuration(const Call& call, const std::string& type, json::object& document) {
  const bool tracks = type == kTargetTracking;
  if (!tracks && type != kStepScaling)
    return aws::validation_exception("the sandbox does not support the policy type " + type);
  const std::string_view wanted = tracks ? kTrackingConfiguration : kStepConfiguration;
  const std::string_view other = tracks ? kStepConfiguration : kTrackingConfiguration;
  const json::object* given = call.params.object(wanted);
  if (given == nullptr || call.params.has(other))  // Assumed wording.
    return aws::validation_exception("Policy type " + type + " takes a " + std::string(wanted) +
                                     " and no other configuration.");
  ENI_CHECK(tracks ? check_tracking(*given) : check_steps(*given));
  document.erase(other);
  document[wanted] = *given;
  return {};
}

std::string new_arn(const Call& call, const ScalableTarget& target, const std::string& name) {
  return call.arn("autoscaling", "scalingPolicy:" + call.random().uuid() + std::string(kResourceMark) +
                                     target.resource_id + std::string(kPolicyMark) + name +
                                     std::string(kCreatedByMark) + call.random().uuid());
}

}  // namespace

std::optional<double> number_at(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

ApiResult<ScalingPart> read_policy(const Call& call, const ScalableTarget& target,
                                   const ScalingPart* before) {
  ScalingPart policy;
  if (before != nullptr) policy = *before;
  policy.target = target.number;
  policy.kind = ScalingPartKind::kPolicy;
  policy.name = call.params.text_or("PolicyName", "");
  if (policy.created == 0) policy.created = millis(call.now());
  std::string type = text_at(policy.document, "PolicyType");
  type = call.params.text_or("PolicyType", type.empty() ? kStepScaling : std::string_view(type));
  ENI_CHECK(read_configuration(call, type, policy.document));
  policy.document["PolicyType"] = type;
  if (!find(policy.document, "PolicyARN")) policy.document["PolicyARN"] = new_arn(call, target, policy.name);
  return policy;
}

json::object policy_value(const ScalingPart& policy, const ScalableTarget& target) {
  json::object value;
  for (const auto& [name, member] : policy.document)
    if (!name.starts_with('_')) value[name] = member;
  value["PolicyName"] = policy.name;
  value["CreationTime"] = timestamp(policy.created);
  add_resource(value, target.resource_id);
  return value;
}

std::vector<scaling::Step> steps_of(const json::object& configuration) {
  std::vector<scaling::Step> steps;
  for (const json::value& entry : array_at(configuration, "StepAdjustments")) {
    const json::object& step = entry.as_object();
    steps.push_back({number_at(step, "MetricIntervalLowerBound"), number_at(step, "MetricIntervalUpperBound"),
                     integer_at(step, "ScalingAdjustment")});
  }
  return steps;
}

std::optional<PolicyName> policy_named_by(std::string_view arn) {
  const auto resource = arn.find(kResourceMark);
  const auto policy = arn.find(kPolicyMark);
  if (arn.find(":scalingPolicy:") == std::string_view::npos || resource == std::string_view::npos ||
      policy == std::string_view::npos || policy < resource)
    return std::nullopt;
  const std::size_t begin = resource + kResourceMark.size();
  const std::string_view name = arn.substr(policy + kPolicyMark.size());
  return PolicyName{std::string(arn.substr(begin, policy - begin)),
                    std::string(name.substr(0, name.find(kCreatedByMark)))};
}

}  // namespace eni::sandbox::application_autoscaling_service
