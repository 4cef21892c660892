#include "sandbox/services/monitoring/alarms/alarm.h"

#include <algorithm>

#include "aws/partition.h"
#include "sandbox/services/monitoring/input.h"

namespace eni::sandbox::monitoring_service {
namespace {

std::string_view action_member(AlarmState state) {
  switch (state) {
    case AlarmState::kOk:
      return "OKActions";
    case AlarmState::kAlarm:
      return "AlarmActions";
    case AlarmState::kInsufficientData:
      return "InsufficientDataActions";
  }
  return "";
}

}  // namespace

AlarmRule rule_of(const MetricAlarm& alarm) {
  const json::object& definition = alarm.definition;
  AlarmRule rule;
  rule.comparison = parse_comparison(text_at(definition, "ComparisonOperator")).value_or(rule.comparison);
  if (const json::value* threshold = find(definition, "Threshold"); threshold && threshold->is_number())
    rule.threshold = threshold->to_number<double>();
  rule.evaluation_periods = static_cast<int>(integer_at(definition, "EvaluationPeriods", 1));
  if (const auto needed = find_integer(definition, "DatapointsToAlarm"))
    rule.datapoints_to_alarm = static_cast<int>(*needed);
  rule.missing_data = parse_missing_data(text_at(definition, "TreatMissingData")).value_or(rule.missing_data);
  return rule;
}

WatchedSeries series_of(const MetricAlarm& alarm) {
  const json::array& queries = array_at(alarm.definition, "Metrics");
  const json::object& source = queries.empty() ? alarm.definition : object_at(queries.front(), "MetricStat");
  WatchedSeries series;
  for (const std::string_view member : {"Statistic", "ExtendedStatistic", "Stat"})
    if (std::string name = text_at(source, member); !name.empty()) series.statistic_name = std::move(name);
  series.statistic = parse_statistic(series.statistic_name).value_or(Statistic{});
  series.period = integer_at(source, "Period", 60);
  series.unit = text_at(source, "Unit");
  return series;
}

std::string arn_of(const MetricAlarm& alarm) {
  const auto& partition = aws::partition_of(aws::Region{alarm.region});
  return "arn:" + std::string(partition.name) + ":cloudwatch:" + alarm.region + ":" + alarm.account +
         ":alarm:" + alarm.name;
}

std::vector<std::string> actions_of(const MetricAlarm& alarm) {
  if (!alarm.actions_enabled) return {};
  return texts_at(alarm.definition, action_member(alarm.status.state));
}

bool has_scaling_action(const std::vector<std::string>& actions) {
  return std::ranges::any_of(actions, [](const std::string& arn) {
    return arn.find(":autoscaling:") != std::string::npos && arn.find(":scalingPolicy:") != std::string::npos;
  });
}

json::object alarm_value(const MetricAlarm& alarm) {
  json::object out{
      {"AlarmName", alarm.name},
      {"AlarmArn", arn_of(alarm)},
      {"AlarmConfigurationUpdatedTimestamp", time_text(alarm.configuration_updated)},
      {"ActionsEnabled", alarm.actions_enabled},
      {"StateValue", to_string(alarm.status.state)},
      {"StateReason", alarm.status.reason},
      {"StateUpdatedTimestamp", time_text(alarm.status.updated)},
  };
  if (!alarm.status.reason_data.empty()) out["StateReasonData"] = alarm.status.reason_data;
  for (const auto& [name, value] : alarm.definition) out[name] = value;
  return out;
}

}  // namespace eni::sandbox::monitoring_service
