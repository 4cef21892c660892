#include "sandbox/services/autoscaling/policies/policy.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxSteps = 20;
constexpr std::string_view kGroupMark = ":autoScalingGroupName/";
constexpr std::string_view kPolicyMark = ":policyName/";

std::optional<double> number_at(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

ApiResult<void> check_adjustment_type(const json::object& policy) {
  const std::string type = text_at(policy, "AdjustmentType");
  if (type == "ChangeInCapacity" || type == "ExactCapacity" || type == "PercentChangeInCapacity") return {};
  if (type.empty()) return aws::validation_error("AdjustmentType is required for this policy type.");
  return aws::validation_error("AdjustmentType '" + type + "' is not valid.");
}

ApiResult<void> check_simple(const json::object& policy) {
  ENI_CHECK(check_adjustment_type(policy));
  if (!find(policy, "ScalingAdjustment"))
    return aws::validation_error("ScalingAdjustment is required for policy type SimpleScaling.");
  for (const std::string_view name : {"StepAdjustments", "EstimatedInstanceWarmup", "MetricAggregationType"})
    if (find(policy, name))
      return aws::validation_error(std::string(name) + " is not supported by policy type SimpleScaling.");
  return {};
}

ApiResult<void> check_steps(const AutoScalingPart& policy) {
  ENI_CHECK(check_adjustment_type(policy.document));
  const auto steps = steps_of(policy);
  if (steps.empty())
    return aws::validation_error(
        "At least one StepAdjustment must be specified for policy type StepScaling.");
  if (steps.size() > kMaxSteps)
    return aws::validation_error("A policy can have at most 20 step adjustments.");
  // [unverified] its wording
  if (const auto flaw = scaling::flaw_of_steps(steps); !flaw.empty())
    return aws::validation_error(std::string(flaw));
  for (const std::string_view name : {"Cooldown", "ScalingAdjustment"})
    if (find(policy.document, name))
      return aws::validation_error(std::string(name) + " is not supported by policy type StepScaling.");
  return {};
}

/// The metric alone, to tell two policies of one metric.
json::object metric_of(const json::object& policy) {
  json::object metric = object_at(policy, "TargetTrackingConfiguration");
  metric.erase("TargetValue");
  metric.erase("DisableScaleIn");
  return metric;
}

constexpr std::string_view kRequestCount = "ALBRequestCountPerTarget";

/// "app/NAME/ID/targetgroup/NAME/ID"
bool is_resource_label(const std::string& label) {
  const auto parts = split(label, '/');
  return parts.size() == 6 && parts[0] == "app" && parts[3] == "targetgroup" &&
         std::ranges::none_of(parts, [](const std::string& part) { return part.empty(); });
}

/// The label names the load balancer whose requests are counted. [unverified] the words of the second and the third
ApiResult<void> check_label(const json::object& specification) {
  const std::string type = text_at(specification, "PredefinedMetricType");
  const std::string label = text_at(specification, "ResourceLabel");
  if (type == kRequestCount && label.empty())
    return aws::validation_error(
        "Resource label should be specified for predefined metric type ALBRequestCountPerTarget");
  if (type == kRequestCount && !is_resource_label(label))
    return aws::validation_error("Invalid resource label " + label +
                                 " for predefined metric type ALBRequestCountPerTarget");
  if (type != kRequestCount && !label.empty())
    return aws::validation_error("Resource label should not be specified for predefined metric type " + type);
  return {};
}

ApiResult<void> check_tracking(const Call& call, const AutoScalingGroup& group,
                               const AutoScalingPart& policy) {
  const json::object& configuration = object_at(policy.document, "TargetTrackingConfiguration");
  const bool predefined = find(configuration, "PredefinedMetricSpecification") != nullptr;
  const bool customized = find(configuration, "CustomizedMetricSpecification") != nullptr;
  if (predefined == customized)
    return aws::validation_error(
        "TargetTrackingConfiguration must have either a PredefinedMetricSpecification or a "
        "CustomizedMetricSpecification.");
  if (number_at(configuration, "TargetValue").value_or(0) <= 0)
    return aws::validation_error("TargetValue must be greater than 0.");
  ENI_CHECK(check_label(object_at(configuration, "PredefinedMetricSpecification")));
  for (const AutoScalingPart& other : groups_of(call).parts(group.number, AutoScalingPartKind::kPolicy)) {
    if (other.name != policy.name && text_at(other.document, "PolicyType") == kTargetTracking &&
        metric_of(other.document) == metric_of(policy.document))
      return aws::validation_error(
          "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
  }
  return {};
}

ApiResult<void> check(const Call& call, const AutoScalingGroup& group, const AutoScalingPart& policy) {
  const std::string type = text_at(policy.document, "PolicyType");
  if (type == kTargetTracking) return check_tracking(call, group, policy);
  if (type == kStepScaling) return check_steps(policy);
  if (type == kSimpleScaling) return check_simple(policy.document);
  if (type == "PredictiveScaling")
    return aws::validation_error("the sandbox does not support the policy type PredictiveScaling");
  return aws::validation_error("Policy type '" + type + "' is not valid.");
}

}  // namespace

ApiResult<AutoScalingPart> read_policy(const Call& call, const AutoScalingGroup& group,
                                       const json::object& input, const AutoScalingPart* before) {
  AutoScalingPart policy;
  policy.group = group.number;
  policy.kind = AutoScalingPartKind::kPolicy;
  policy.name = text_at(input, "PolicyName");
  policy.document = input;
  policy.document.erase("PolicyName");
  policy.document.erase("AutoScalingGroupName");
  if (!find(input, "PolicyType")) policy.document["PolicyType"] = kSimpleScaling;
  if (!find(input, "Enabled")) policy.document["Enabled"] = true;
  const std::string type = text_at(policy.document, "PolicyType");
  if (type == kStepScaling && !find(input, "MetricAggregationType"))
    policy.document["MetricAggregationType"] = "Average";
  if (type == kTargetTracking) {
    json::object configuration = object_at(input, "TargetTrackingConfiguration");
    if (!find(configuration, "DisableScaleIn")) configuration["DisableScaleIn"] = false;
    policy.document["TargetTrackingConfiguration"] = std::move(configuration);
  }
  ENI_CHECK(check(call, group, policy));
  std::string arn = before ? text_at(before->document, "PolicyARN") : std::string{};
  if (arn.empty())
    arn = call.arn("autoscaling", "scalingPolicy:" + call.random().uuid() + std::string(kGroupMark) +
                                      group.name + std::string(kPolicyMark) + policy.name);
  policy.document["PolicyARN"] = arn;
  if (before && find(before->document, "Alarms"))
    policy.document["Alarms"] = array_at(before->document, "Alarms");
  return policy;
}

json::object policy_value(const AutoScalingPart& policy, const AutoScalingGroup& group) {
  json::object value;
  for (const auto& [name, member] : policy.document)
    if (!name.starts_with('_')) value[name] = member;
  value["PolicyName"] = policy.name;
  value["AutoScalingGroupName"] = group.name;
  if (!find(value, "Alarms")) value["Alarms"] = json::array{};
  return value;
}

std::vector<scaling::Step> steps_of(const AutoScalingPart& policy) {
  std::vector<scaling::Step> steps;
  for (const json::value& entry : array_at(policy.document, "StepAdjustments")) {
    const json::object& step = entry.as_object();
    steps.push_back({number_at(step, "MetricIntervalLowerBound"), number_at(step, "MetricIntervalUpperBound"),
                     integer_at(step, "ScalingAdjustment")});
  }
  return steps;
}

std::optional<PolicyName> policy_named_by(std::string_view arn) {
  const auto group = arn.find(kGroupMark);
  const auto policy = arn.find(kPolicyMark);
  if (arn.find(":scalingPolicy:") == std::string_view::npos || group == std::string_view::npos ||
      policy == std::string_view::npos || policy < group)
    return std::nullopt;
  const std::size_t begin = group + kGroupMark.size();
  return PolicyName{std::string(arn.substr(begin, policy - begin)),
                    std::string(arn.substr(policy + kPolicyMark.size()))};
}

}  // namespace eni::sandbox::autoscaling_service
