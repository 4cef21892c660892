#include "sandbox/services/application-autoscaling/alarms.h"

#include "sandbox/scaling/metric_data.h"
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
  dimensions.push_back(scaling::dimension("ClusterName", name->cluster));
  dimensions.push_back(scaling::dimension("ServiceName", name->service));
  json::object metric{{"Namespace", "AWS/ECS"},
                      {"MetricName", type == kAverageMemory ? "MemoryUtilization" : "CPUUtilization"},
                      {"Statistic", "Average"},
                      {"Period", 60}};
  metric["Dimensions"] = std::move(dimensions);
  return metric;
}

ApplicationAutoScalingRepository& repository(Environment& env) {
  return env.store.get<ApplicationAutoScalingRepository>();
}

}  // namespace

void name_alarms(const Call& call, const ScalableTarget& target, ScalingPart& policy) {
  const bool tracks = text_at(policy.document, "PolicyType") == kTargetTracking;
  const bool scales_in = !flag_at(object_at(policy.document, kTrackingConfiguration), "DisableScaleIn");
  scaling::name_alarms(call, target.resource_id, {.any = tracks, .low = scales_in}, policy.document);
}

std::optional<json::object> TargetPolicy::read() const {
  auto part = repository(env_).find_part(target_.number, ScalingPartKind::kPolicy, policy_.name);
  if (!part) return std::nullopt;
  return std::move(part->document);
}

void TargetPolicy::write(const json::object& document) {
  ScalingPart part = policy_;
  part.document = document;
  repository(env_).put_part(part);
}

void TargetPolicy::remove() {
  repository(env_).remove_part(target_.number, ScalingPartKind::kPolicy, policy_.name);
}

scaling::TrackedMetric TargetPolicy::tracked(const json::object& document) const {
  const json::object& configuration = object_at(document, kTrackingConfiguration);
  scaling::TrackedMetric tracked;
  tracked.policy_arn = text_at(document, "PolicyARN");
  tracked.target = number_at(configuration, "TargetValue").value_or(0);
  const json::object& predefined = object_at(configuration, "PredefinedMetricSpecification");
  tracked.metric = predefined.empty()
                       ? scaling::customized_metric(object_at(configuration, "CustomizedMetricSpecification"))
                       : predefined_metric(target_, predefined);
  return tracked;
}

Task<ApiResult<json::object>> TargetPolicy::ask_cloudwatch(std::string operation, json::object params) {
  auto asking = call_as_role(env_, place_of(target_), kManageAlarms, "monitoring", std::move(operation),
                             std::move(params));
  co_return co_await std::move(asking);
}

}  // namespace eni::sandbox::application_autoscaling_service
