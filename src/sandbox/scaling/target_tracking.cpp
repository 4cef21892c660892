#include "sandbox/scaling/target_tracking.h"

#include "sandbox/scaling/capacity_reservation.h"
#include "sandbox/scaling/metric_data.h"

namespace eni::sandbox::scaling {
namespace {

constexpr std::string_view kHigh = "AlarmHigh";
constexpr std::string_view kLow = "AlarmLow";

bool is_of_kind(std::string_view name, std::string_view kind) {
  return name.find("-" + std::string(kind) + "-") != std::string_view::npos;
}

std::string known_name(const json::array& alarms, std::string_view kind) {
  for (const json::value& alarm : alarms) {
    std::string name = text_at(alarm, "AlarmName");
    if (is_of_kind(name, kind)) return name;
  }
  return {};
}

}  // namespace

std::vector<std::string> tracking_alarm_names(std::string_view subject, const json::array& before,
                                              bool scales_in, Random& random) {
  std::vector<std::string> names;
  for (const std::string_view kind : {kHigh, kLow}) {
    if (kind == kLow && !scales_in) continue;
    std::string name = known_name(before, kind);
    if (name.empty())
      name = "TargetTracking-" + std::string(subject) + "-" + std::string(kind) + "-" + random.uuid();
    names.push_back(std::move(name));
  }
  return names;
}

bool is_low_alarm(std::string_view name) { return is_of_kind(name, kLow); }

json::object tracking_alarm(const TrackedMetric& tracked, const std::string& name) {
  const bool is_high = is_of_kind(name, kHigh);
  json::object params = tracked.metric;
  const bool is_reservation = text_at(params, "Namespace") == kManagedScaling;
  params["AlarmName"] = name;
  params["AlarmDescription"] =
      "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + tracked.policy_arn + ".";
  params["AlarmActions"] = json::array{json::string(tracked.policy_arn)};
  params["ComparisonOperator"] = is_high ? "GreaterThanThreshold" : "LessThanThreshold";
  params["EvaluationPeriods"] = is_high ? (is_reservation ? 1 : 3) : 15;
  // [assumption] of a capacity provider's reservation: its low threshold is the target itself
  params["Threshold"] = is_high || is_reservation ? tracked.target : tracked.target * 0.9;
  return params;
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

json::object request_count_metric(const std::string& label) {
  json::object metric{{"Namespace", "AWS/ApplicationELB"},
                      {"MetricName", "RequestCountPerTarget"},
                      {"Statistic", "Sum"},
                      {"Period", 60}};
  json::array dimensions;
  if (const auto at = label.find("/targetgroup/"); at != std::string::npos) {
    dimensions.push_back(dimension("LoadBalancer", label.substr(0, at)));
    dimensions.push_back(dimension("TargetGroup", label.substr(at + 1)));
  }
  metric["Dimensions"] = std::move(dimensions);
  return metric;
}

}  // namespace eni::sandbox::scaling
