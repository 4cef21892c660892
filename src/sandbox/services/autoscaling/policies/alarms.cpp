#include "sandbox/services/autoscaling/policies/alarms.h"

#include "sandbox/scaling/metric_data.h"
#include "sandbox/scaling/target_tracking.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/policies/policy.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr AutoScalingPartKind kPolicy = AutoScalingPartKind::kPolicy;

AutoScalingRepository& repository(Environment& env) { return env.store.get<AutoScalingRepository>(); }

const json::object& configuration_of(const json::object& policy) {
  return object_at(policy, "TargetTrackingConfiguration");
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
  json::array dimensions;
  dimensions.push_back(scaling::dimension("AutoScalingGroupName", group.name));
  metric["Dimensions"] = std::move(dimensions);
  return metric;
}

json::object metric_of(const AutoScalingGroup& group, const json::object& configuration) {
  if (const json::value* predefined = find(configuration, "PredefinedMetricSpecification"))
    return predefined_metric(group, predefined->as_object());
  return scaling::customized_metric(object_at(configuration, "CustomizedMetricSpecification"));
}

}  // namespace

void name_alarms(const Call& call, const AutoScalingGroup& group, AutoScalingPart& policy) {
  const bool tracks = text_at(policy.document, "PolicyType") == kTargetTracking;
  const bool scales_in = !flag_at(configuration_of(policy.document), "DisableScaleIn");
  scaling::name_alarms(call, group.name, {.any = tracks, .low = scales_in}, policy.document);
}

std::optional<json::object> GroupPolicy::read() const {
  auto part = repository(env_).find_part(group_.number, kPolicy, name_);
  if (!part) return std::nullopt;
  return std::move(part->document);
}

void GroupPolicy::write(const json::object& document) {
  repository(env_).put_part({0, group_.number, kPolicy, name_, 0, document});
}

void GroupPolicy::remove() { repository(env_).remove_part(group_.number, kPolicy, name_); }

scaling::TrackedMetric GroupPolicy::tracked(const json::object& document) const {
  const json::object& configuration = configuration_of(document);
  const json::value* target = find(configuration, "TargetValue");
  return {text_at(document, "PolicyARN"), target && target->is_number() ? target->to_number<double>() : 0,
          metric_of(group_, configuration)};
}

Task<ApiResult<json::object>> GroupPolicy::ask_cloudwatch(std::string operation, json::object params) {
  auto asking = call_as_group(env_, group_, "monitoring", std::move(operation), std::move(params));
  co_return co_await std::move(asking);
}

}  // namespace eni::sandbox::autoscaling_service
