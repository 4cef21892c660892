#include "sandbox/services/application-autoscaling/alarms.h"

#include "sandbox/scaling/target_tracking.h"
#include "sandbox/services/application-autoscaling/calls.h"
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/policy.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

json::object predefined_metric(const ScalableTarget& target, const json::object& specification) {
  const std::string type = text_at(specification, "PredefinedMetricType");
  if (type == "ALBRequestCountPerTarget")
    return scaling::request_count_metric(text_at(specification, "ResourceLabel"));
  const auto name = service_named_by(target.resource_id);
  json::array dimensions;
  dimensions.push_back(json::object{{"Name", "ClusterName"}, {"Value", name->cluster}});
  dimensions.push_back(json::object{{"Name", "ServiceName"}, {"Value", name->service}});
  json::object metric{{"Namespace", "AWS/ECS"},
                      {"MetricName", type == kAverageMemory ? "MemoryUtilization" : "CPUUtilization"},
                      {"Statistic", "Average"},
                      {"Period", 60}};
  metric["Dimensions"] = std::move(dimensions);
  return metric;
}

scaling::TrackedMetric tracked_metric(const ScalableTarget& target, const ScalingPart& policy) {
  const json::object& configuration = object_at(policy.document, kTrackingConfiguration);
  scaling::TrackedMetric tracked;
  tracked.policy_arn = text_at(policy.document, "PolicyARN");
  tracked.target = number_at(configuration, "TargetValue").value_or(0);
  const json::object& predefined = object_at(configuration, "PredefinedMetricSpecification");
  tracked.metric = predefined.empty()
                       ? scaling::customized_metric(object_at(configuration, "CustomizedMetricSpecification"))
                       : predefined_metric(target, predefined);
  return tracked;
}

}  // namespace

void name_alarms(const Call& call, const ScalableTarget& target, ScalingPart& policy) {
  const json::array before = array_at(policy.document, "Alarms");
  json::array alarms;
  if (text_at(policy.document, "PolicyType") == kTargetTracking) {
    const bool scales_in = !flag_at(object_at(policy.document, kTrackingConfiguration), "DisableScaleIn");
    for (const std::string& name :
         scaling::tracking_alarm_names(target.resource_id, before, scales_in, call.random()))
      alarms.push_back(
          json::object{{"AlarmName", name}, {"AlarmARN", call.arn("cloudwatch", "alarm:" + name)}});
  }
  policy.document["Alarms"] = std::move(alarms);
}

Task<ApiResult<void>> put_alarms(Environment& env, ScalableTarget target, ScalingPart policy) {
  for (const json::value& alarm : array_at(policy.document, "Alarms")) {
    auto params = scaling::tracking_alarm(tracked_metric(target, policy), text_at(alarm, "AlarmName"));
    auto putting =
        call_as_role(env, place_of(target), kManageAlarms, "monitoring", "PutMetricAlarm", std::move(params));
    const auto put = co_await std::move(putting);
    if (put.has_error()) co_return put.error();
  }
  co_return ApiResult<void>{};
}

Task<void> delete_alarms(Environment& env, ScalableTarget target, ScalingPart policy) {
  json::array names;
  for (const json::value& alarm : array_at(policy.document, "Alarms"))
    names.emplace_back(text_at(alarm, "AlarmName"));
  if (names.empty()) co_return;
  json::object params;
  params["AlarmNames"] = std::move(names);
  auto deleting =
      call_as_role(env, place_of(target), kManageAlarms, "monitoring", "DeleteAlarms", std::move(params));
  const auto deleted = co_await std::move(deleting);
  if (deleted.has_error())
    env.log.warn("alarms of a scaling policy were not deleted",
                 {{"policy", policy.name}, {"error", deleted.error().message}});
}

}  // namespace eni::sandbox::application_autoscaling_service
