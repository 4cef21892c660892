#pragma once
/// The alarms of target-tracking policies, as CloudWatch is asked for them. Pure.
/// Source: Amazon EC2 Auto Scaling User Guide and Application Auto Scaling User Guide, "Target tracking scaling policies"; alarms
/// that users published.
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"

namespace eni::sandbox::scaling {

/// Which metric is kept at which value, by which policy.
struct TrackedMetric {
  std::string policy_arn;
  double target = 0;
  json::object
      metric;  ///< Namespace, MetricName, Statistic, Dimensions, Period, Unit; or Metrics: as PutMetricAlarm has them
};

/// "TargetTracking-SUBJECT-AlarmHigh-UUID", and the low one unless scaling in is off. Alarms that there are keep their names.
/// @param subject  a group's name, a resource's id
/// @param before   [{"AlarmName": …}]
std::vector<std::string> tracking_alarm_names(std::string_view subject, const json::array& before,
                                              bool scales_in, Random& random);
bool is_low_alarm(std::string_view name);

/// PutMetricAlarm's parameters: high after 3 minutes above the target, low after 15 minutes under nine tenths of it.
json::object tracking_alarm(const TrackedMetric& tracked, const std::string& name);

/// A CustomizedMetricSpecification's metric.
json::object customized_metric(const json::object& specification);
/// That of ALBRequestCountPerTarget. @param label  "app/NAME/ID/targetgroup/NAME/ID"
json::object request_count_metric(const std::string& label);

}  // namespace eni::sandbox::scaling
