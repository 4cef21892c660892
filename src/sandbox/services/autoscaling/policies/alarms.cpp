#include "sandbox/services/autoscaling/policies/alarms.h"

#include "sandbox/scaling/target_tracking.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/policies/policy.h"

namespace eni::sandbox::autoscaling_service {
namespace {

const json::object& configuration_of(const AutoScalingPart& policy) {
  return object_at(policy.document, "TargetTrackingConfiguration");
}

json::array dimension(std::string_view name, std::string_view value) {
  json::array list;
  list.push_back(json::object{{"Name", name}, {"Value", value}});
  return list;
}

/// Which metric an alarm watches, as PutMetricAlarm names it.
json::object predefined_metric(const AutoScalingGroup& group, const json::object& specification) {
  const std::string type = text_at(specification, "PredefinedMetricType");
  if (type == "ALBRequestCountPerTarget")
    return scaling::request_count_metric(text_at(specification, "ResourceLabel"));
  json::object metric{{"Period", 60}};
  metric["Namespace"] = "AWS/EC2";
  metric["MetricName"] = type == "ASGAverageCPUUtilization" ? "CPUUtilization"
                         : type == "ASGAverageNetworkIn"    ? "NetworkIn"
                                                            : "NetworkOut";
  metric["Statistic"] = "Average";
  metric["Dimensions"] = dimension("AutoScalingGroupName", group.name);
  return metric;
}

json::object metric_of(const AutoScalingGroup& group, const AutoScalingPart& policy) {
  const json::object& configuration = configuration_of(policy);
  if (const json::value* predefined = find(configuration, "PredefinedMetricSpecification"))
    return predefined_metric(group, predefined->as_object());
  return scaling::customized_metric(object_at(configuration, "CustomizedMetricSpecification"));
}

double target_of(const AutoScalingPart& policy) {
  const json::value* target = find(configuration_of(policy), "TargetValue");
  return target && target->is_number() ? target->to_number<double>() : 0;
}

scaling::TrackedMetric tracked_metric(const AutoScalingGroup& group, const AutoScalingPart& policy) {
  return {text_at(policy.document, "PolicyARN"), target_of(policy), metric_of(group, policy)};
}

json::object alarm_entry(const Call& call, const std::string& name) {
  return {{"AlarmName", name}, {"AlarmARN", call.arn("cloudwatch", "alarm:" + name)}};
}

}  // namespace

void name_alarms(const Call& call, const AutoScalingGroup& group, AutoScalingPart& policy) {
  const json::array before = array_at(policy.document, "Alarms");
  policy.document.erase("Alarms");
  if (text_at(policy.document, "PolicyType") != kTargetTracking) return;
  const bool scales_in = !flag_at(configuration_of(policy), "DisableScaleIn");
  json::array alarms;
  for (const std::string& name : scaling::tracking_alarm_names(group.name, before, scales_in, call.random()))
    alarms.push_back(alarm_entry(call, name));
  policy.document["Alarms"] = std::move(alarms);
}

Task<ApiResult<void>> put_alarms(Environment& env, AutoScalingGroup group, AutoScalingPart policy) {
  for (const json::value& alarm : array_at(policy.document, "Alarms")) {
    auto putting =
        call_as_group(env, group, "monitoring", "PutMetricAlarm",
                      scaling::tracking_alarm(tracked_metric(group, policy), text_at(alarm, "AlarmName")));
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
