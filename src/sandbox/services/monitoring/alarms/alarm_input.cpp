#include "sandbox/services/monitoring/alarms/alarm_input.h"

#include <algorithm>
#include <cmath>

#include "aws/arn.h"
#include "base/text.h"
#include "sandbox/services/monitoring/alarms/alarm.h"
#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/input.h"

namespace eni::sandbox::monitoring_service {
namespace {

using aws::validation_error;

constexpr std::string_view kActionMembers[] = {"OKActions", "AlarmActions", "InsufficientDataActions"};
constexpr std::size_t kMaxTags = 50;
constexpr std::int64_t kDay = 86'400;

/// What is defined by a metric of the alarm's own, and not with Metrics.
constexpr std::string_view kMetricMembers[] = {"MetricName", "Namespace", "Statistic", "ExtendedStatistic",
                                               "Dimensions", "Period",    "Unit"};

ApiError required(std::string_view name) {
  return validation_error("The parameter " + std::string(name) + " is required.");  // The words are assumed.
}

void copy_texts(const Call& call, json::object& definition, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const auto text = call.params.text(name)) definition[name] = *text;
}

/// Whether lists and structures are there and not empty, which clients send for what was left out.
bool is_given(const json::object& structure, std::string_view name) {
  const json::value* value = find(structure, name);
  if (!value || value->is_null()) return false;
  if (const auto* list = value->if_array()) return !list->empty();
  return !value->is_string() || !value->get_string().empty();
}

ApiResult<void> read_actions(const Call& call, json::object& definition) {
  for (const std::string_view member : kActionMembers) {
    ENI_TRY(const auto actions, call.params.texts(member));
    json::array all;
    for (const std::string& action : actions) {
      if (!aws::Arn::parse(action)) return validation_error("Invalid arn syntax: " + action);
      all.emplace_back(action);
    }
    definition[member] = std::move(all);
  }
  return {};
}

ApiResult<void> check_period(std::int64_t period, std::int64_t evaluation_periods) {
  const bool is_short = period == 10 || period == 20 || period == 30;
  if (!is_short && (period < 60 || period % 60 != 0))
    return validation_error("Period must be 10, 20, 30 or a multiple of 60");
  // Divided, for the product may be too large.
  if (period < 3600 && evaluation_periods > kDay / period)
    return validation_error(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for "
        "alarms using period < 3600");
  if (evaluation_periods > 7 * kDay / period)
    return validation_error(
        "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) "
        "for "
        "alarms using period >= 3600");
  return {};
}

ApiResult<void> check_statistic(const std::string& name) {
  if (parse_statistic(name)) return {};
  return validation_error("the sandbox does not support the statistic '" + name + "'");
}

/// Namespace, MetricName, …, Period as members of the request.
ApiResult<void> read_own_metric(const Call& call, MetricAlarm& alarm) {
  const json::object& params = call.params.all();
  for (const std::string_view name : {"MetricName", "Namespace", "Period"})
    if (!is_given(params, name)) return required(name);
  const bool has_statistic = is_given(params, "Statistic");
  if (has_statistic && is_given(params, "ExtendedStatistic"))
    return validation_error(exclusive("Statistic", "ExtendedStatistic"));
  if (!has_statistic && !is_given(params, "ExtendedStatistic")) return required("Statistic");
  ENI_TRY(alarm.metric, metric_in(call, params));
  json::object& definition = alarm.definition;
  copy_texts(call, definition, {"MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Unit"});
  definition["Dimensions"] = dimensions_value(alarm.metric.dimensions);
  definition["Period"] = whole_number_in(params, "Period");
  return check_statistic(text_at(definition, has_statistic ? "Statistic" : "ExtendedStatistic"));
}

/// Metrics with one metric and no expression.
ApiResult<void> read_metrics(const Call& call, MetricAlarm& alarm) {
  for (const std::string_view name : kMetricMembers)
    if (is_given(call.params.all(), name)) return validation_error(exclusive("Metrics", name));
  ENI_TRY(const auto queries, call.params.objects("Metrics"));
  if (queries.size() != 1)
    return validation_error("the sandbox does not support the parameter Metrics with more than one element");
  const json::object& given = queries.front();
  const json::object& stat = object_at(given, "MetricStat");
  if (stat.empty()) return required("Metrics.member.1.MetricStat");
  if (iequals(scalar_text_at(given, "ReturnData"), "false"))
    return validation_error("Exactly one element of the metrics list should return data.");
  ENI_TRY(alarm.metric, metric_in(call, object_at(stat, "Metric")));
  json::object metric{{"Namespace", alarm.metric.metric_namespace},
                      {"MetricName", alarm.metric.name},
                      {"Dimensions", dimensions_value(alarm.metric.dimensions)}};
  json::object typed{{"Metric", std::move(metric)},
                     {"Period", whole_number_in(stat, "Period")},
                     {"Stat", text_at(stat, "Stat")}};
  if (is_given(stat, "Unit")) typed["Unit"] = text_at(stat, "Unit");
  json::object query{{"Id", text_at(given, "Id")}, {"MetricStat", std::move(typed)}};
  if (is_given(given, "Label")) query["Label"] = text_at(given, "Label");
  query["ReturnData"] = true;
  json::array all;
  all.push_back(std::move(query));
  alarm.definition["Metrics"] = std::move(all);
  return check_statistic(text_at(stat, "Stat"));
}

ApiResult<void> read_evaluation(const Call& call, json::object& definition) {
  const json::object& params = call.params.all();
  copy_texts(call, definition,
             {"ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile"});
  const std::string comparison = text_at(definition, "ComparisonOperator");
  if (!parse_comparison(comparison))
    return validation_error("the sandbox does not support the ComparisonOperator " + comparison +
                            ", which needs anomaly detection");
  const std::string missing = text_at(definition, "TreatMissingData");
  if (!missing.empty() && !parse_missing_data(missing))
    return validation_error("Option " + missing + " is not supported for TreatMissingData.");
  ENI_TRY(const auto threshold, number_in(params, "Threshold"));
  if (!threshold) return required("Threshold");
  if (!std::isfinite(*threshold))
    return validation_error(invalid_text(scalar_text_at(params, "Threshold"), "Threshold"));
  definition["Threshold"] = *threshold;
  definition["EvaluationPeriods"] = whole_number_in(params, "EvaluationPeriods");
  if (!is_given(params, "DatapointsToAlarm")) return {};
  definition["DatapointsToAlarm"] = whole_number_in(params, "DatapointsToAlarm");
  if (integer_at(definition, "DatapointsToAlarm") > integer_at(definition, "EvaluationPeriods"))
    return validation_error("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  return {};
}

}  // namespace

ApiResult<MetricAlarm> read_alarm(const Call& call) {
  MetricAlarm alarm;
  alarm.account = call.account().value;
  alarm.region = call.region.value;
  alarm.name = call.params.text_or("AlarmName", "");
  ENI_TRY(const auto is_enabled, call.params.boolean("ActionsEnabled"));
  alarm.actions_enabled = is_enabled.value_or(true);
  copy_texts(call, alarm.definition, {"AlarmDescription"});
  ENI_CHECK(read_actions(call, alarm.definition));
  ENI_CHECK(is_given(call.params.all(), "Metrics") ? read_metrics(call, alarm)
                                                   : read_own_metric(call, alarm));
  ENI_CHECK(read_evaluation(call, alarm.definition));
  ENI_CHECK(check_period(series_of(alarm).period, integer_at(alarm.definition, "EvaluationPeriods")));
  return alarm;
}

bool wants_metric_alarms(const Call& call) {
  const auto types = texts_at(call.params.all(), "AlarmTypes");
  return types.empty() || std::ranges::find(types, "MetricAlarm") != types.end();
}

ApiResult<json::object> read_tags(const Call& call) {
  ENI_TRY(const auto given, call.params.objects("Tags"));
  json::object tags;
  for (const json::object& tag : given) {
    const std::string key = text_at(tag, "Key");
    if (key.starts_with("aws:")) return invalid_value(invalid_text(key, "Tags"));
    tags[key] = text_at(tag, "Value");
  }
  if (tags.size() > kMaxTags) return invalid_value(too_many_text("Tags", kMaxTags));
  return tags;
}

}  // namespace eni::sandbox::monitoring_service
