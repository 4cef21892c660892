#pragma once
/// What a stored alarm's definition says.
#include <string>
#include <vector>

#include "sandbox/services/monitoring/alarms/evaluation.h"
#include "sandbox/services/monitoring/metrics/statistic.h"

namespace eni::sandbox::monitoring_service {

AlarmRule rule_of(const MetricAlarm& alarm);

/// The one series that it watches.
struct WatchedSeries {
  std::string statistic_name;  ///< "Average", "p90"
  Statistic statistic;
  std::int64_t period = 60;  ///< in seconds
  std::string unit;          ///< "": any
};
WatchedSeries series_of(const MetricAlarm& alarm);

/// In the partition of its region.
std::string arn_of(const MetricAlarm& alarm);

/// The ARNs of the actions for the state that it is in; empty while its actions are disabled.
std::vector<std::string> actions_of(const MetricAlarm& alarm);
/// Whether they name a scaling policy: such actions are repeated each minute for as long as the state lasts.
bool has_scaling_action(const std::vector<std::string>& actions);

/// As DescribeAlarms shows it.
json::object alarm_value(const MetricAlarm& alarm);

}  // namespace eni::sandbox::monitoring_service
