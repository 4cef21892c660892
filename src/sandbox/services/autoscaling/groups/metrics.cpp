/// EnableMetricsCollection, DisableMetricsCollection, DescribeMetricCollectionTypes.
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/groups/group_metrics.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::string_view kGranularity = "1Minute";

ApiResult<std::vector<std::string>> asked_metrics(const json::object& input) {
  return names_or_all(input, "Metrics", kGroupMetrics, "metric");
}

json::array without(const AutoScalingGroup& group, const std::vector<std::string>& names) {
  return entries_without(group, "EnabledMetrics", "Metric", names);
}

}  // namespace

ApiResult<Reply> enable_metrics_collection(Call& call) {
  const json::object input = typed_input(call, "EnableMetricsCollection");
  ENI_TRY(const auto names, asked_metrics(input));
  if (text_at(input, "Granularity") != kGranularity)
    return aws::validation_error("Granularity must be 1Minute.");
  ENI_TRY(auto group, changeable_group(call));
  json::array enabled = without(group, names);
  for (const std::string& name : names)
    enabled.push_back(json::object{{"Metric", name}, {"Granularity", kGranularity}});
  group.document["EnabledMetrics"] = std::move(enabled);
  groups_of(call).update(group);
  engine_of(call.env).metrics().enabled(group.number);
  return empty_reply();
}

ApiResult<Reply> disable_metrics_collection(Call& call) {
  ENI_TRY(const auto names, asked_metrics(typed_input(call, "DisableMetricsCollection")));
  ENI_TRY(auto group, changeable_group(call));
  json::array rest = without(group, names);
  group.document["EnabledMetrics"] = std::move(rest);
  groups_of(call).update(group);
  return empty_reply();
}

ApiResult<Reply> describe_metric_collection_types(Call& call) {
  static_cast<void>(call);
  json::array metrics;
  for (const std::string_view name : kGroupMetrics) metrics.push_back(json::object{{"Metric", name}});
  json::array granularities;
  granularities.push_back(json::object{{"Granularity", kGranularity}});
  json::object reply;
  reply["Metrics"] = std::move(metrics);
  reply["Granularities"] = std::move(granularities);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::autoscaling_service
