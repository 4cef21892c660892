#include "sandbox/services/autoscaling/policies/alarms.h"

#include "base/text.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/policies/policy.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::string_view kHigh = "AlarmHigh";
constexpr std::string_view kLow = "AlarmLow";
constexpr std::string_view kCapacityProviders = "AWS/ECS/ManagedScaling";

const json::object& configuration_of(const AutoScalingPart& policy) {
  return object_at(policy.document, "TargetTrackingConfiguration");
}

json::array dimension(std::string_view name, std::string_view value) {
  json::array list;
  list.push_back(json::object{{"Name", name}, {"Value", value}});
  return list;
}

/// "app/NAME/ID/targetgroup/NAME/ID" as the dimensions that the metric has.
json::array label_dimensions(const std::string& label) {
  const auto at = label.find("/targetgroup/");
  if (at == std::string::npos) return {};
  json::array list = dimension("LoadBalancer", label.substr(0, at));
  list.push_back(json::object{{"Name", "TargetGroup"}, {"Value", label.substr(at + 1)}});
  return list;
}

/// Which metric an alarm watches, as PutMetricAlarm names it.
json::object predefined_metric(const AutoScalingGroup& group, const json::object& specification) {
  const std::string type = text_at(specification, "PredefinedMetricType");
  json::object metric{{"Period", 60}};
  if (type == "ALBRequestCountPerTarget") {
    metric["Namespace"] = "AWS/ApplicationELB";
    metric["MetricName"] = "RequestCountPerTarget";
    metric["Statistic"] = "Sum";
    metric["Dimensions"] = label_dimensions(text_at(specification, "ResourceLabel"));
    return metric;
  }
  metric["Namespace"] = "AWS/EC2";
  metric["MetricName"] = type == "ASGAverageCPUUtilization" ? "CPUUtilization"
                         : type == "ASGAverageNetworkIn"    ? "NetworkIn"
                                                            : "NetworkOut";
  metric["Statistic"] = "Average";
  metric["Dimensions"] = dimension("AutoScalingGroupName", group.name);
  return metric;
}

json::object customized_metric(const json::object& specification) {
  json::object metric;
  if (const json::array& queries = array_at(specification, "Metrics"); !queries.empty()) {
    metric["Metrics"] = queries;
    return metric;
  }
  metric["Period"] = integer_at(specification, "Period", 60);
  for (const std::string_view name : {"Namespace", "MetricName", "Statistic", "Unit", "Dimensions"})
    if (const json::value* value = find(specification, name)) metric[name] = *value;
  return metric;
}

json::object metric_of(const AutoScalingGroup& group, const AutoScalingPart& policy) {
  const json::object& configuration = configuration_of(policy);
  if (const json::value* predefined = find(configuration, "PredefinedMetricSpecification"))
    return predefined_metric(group, predefined->as_object());
  return customized_metric(object_at(configuration, "CustomizedMetricSpecification"));
}

double target_of(const AutoScalingPart& policy) {
  const json::value* target = find(configuration_of(policy), "TargetValue");
  return target && target->is_number() ? target->to_number<double>() : 0;
}

json::object alarm_params(const AutoScalingGroup& group, const AutoScalingPart& policy,
                          const std::string& name) {
  const bool is_high = name.find(kHigh) != std::string::npos;
  const std::string arn = text_at(policy.document, "PolicyARN");
  json::object params = metric_of(group, policy);
  const bool is_reservation = text_at(params, "Namespace") == kCapacityProviders;
  params["AlarmName"] = name;
  params["AlarmDescription"] = "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + arn + ".";
  params["AlarmActions"] = json::array{json::string(arn)};
  params["ComparisonOperator"] = is_high ? "GreaterThanThreshold" : "LessThanThreshold";
  params["EvaluationPeriods"] = is_high ? (is_reservation ? 1 : 3) : 15;
  // [assumption] of a capacity provider's reservation: its low threshold is the target itself
  params["Threshold"] = is_high || is_reservation ? target_of(policy) : target_of(policy) * 0.9;
  return params;
}

json::object alarm_entry(const Call& call, const std::string& name) {
  return {{"AlarmName", name}, {"AlarmARN", call.arn("cloudwatch", "alarm:" + name)}};
}

std::string known_name(const json::array& alarms, std::string_view kind) {
  for (const json::value& alarm : alarms) {
    const std::string name = text_at(alarm, "AlarmName");
    if (name.find("-" + std::string(kind) + "-") != std::string::npos) return name;
  }
  return {};
}

}  // namespace

void name_alarms(const Call& call, const AutoScalingGroup& group, AutoScalingPart& policy) {
  const json::array before = array_at(policy.document, "Alarms");
  policy.document.erase("Alarms");
  if (text_at(policy.document, "PolicyType") != kTargetTracking) return;
  json::array alarms;
  for (const std::string_view kind : {kHigh, kLow}) {
    if (kind == kLow && flag_at(configuration_of(policy), "DisableScaleIn")) continue;
    std::string name = known_name(before, kind);
    if (name.empty())
      name = "TargetTracking-" + group.name + "-" + std::string(kind) + "-" + call.random().uuid();
    alarms.push_back(alarm_entry(call, name));
  }
  policy.document["Alarms"] = std::move(alarms);
}

Task<ApiResult<void>> put_alarms(Environment& env, AutoScalingGroup group, AutoScalingPart policy) {
  for (const json::value& alarm : array_at(policy.document, "Alarms")) {
    auto putting = call_as_group(env, group, "monitoring", "PutMetricAlarm",
                                 alarm_params(group, policy, text_at(alarm, "AlarmName")));
    const auto put = co_await std::move(putting);
    if (put.has_error()) co_return put.error();
  }
  co_return ApiResult<void>{};
}

Task<void> delete_alarms(Environment& env, AutoScalingGroup group, AutoScalingPart policy) {
  json::array names;
  for (const json::value& alarm : array_at(policy.document, "Alarms"))
    names.emplace_back(text_at(alarm, "AlarmName"));
  if (names.empty()) co_return;
  json::object params;
  params["AlarmNames"] = std::move(names);
  auto deleting = call_as_group(env, std::move(group), "monitoring", "DeleteAlarms", std::move(params));
  const auto deleted = co_await std::move(deleting);
  if (deleted.has_error())
    env.log.warn("alarms of a scaling policy were not deleted",
                 {{"policy", policy.name}, {"error", deleted.error().message}});
}

}  // namespace eni::sandbox::autoscaling_service
