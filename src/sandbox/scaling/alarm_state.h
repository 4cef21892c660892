#pragma once
/// What CloudWatch says of alarms and their metrics to the principal that asks.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::scaling {

/// The alarm of this name as DescribeAlarms shows it; nothing if there is none, or CloudWatch does not answer.
Task<std::optional<json::object>> describe_alarm(Environment& env, Principal principal, aws::Region region,
                                                 std::string name);

/// Whether all of these alarms of target tracking want fewer: the low ones are in ALARM, and the high ones are not.
Task<bool> all_want_in(Environment& env, Principal principal, aws::Region region,
                       std::vector<std::string> names);

/// Account, Region, name.
using AlarmKey = std::tuple<std::string, std::string, std::string>;

/// Of "CloudWatch Alarm State Change".
AlarmKey alarm_of(const Event& event);

/// What an alarm watches.
struct AlarmMetric {
  double value = 0;
  std::optional<TimePoint> measured;  ///< at the pace "instant"
};

/// What alarms in the state ALARM were decided by. At the pace "instant" that is the latest datum alone, and data follow each other
/// faster than any statistic shows, so the event says it; else there is nothing here.
class DecidingMetrics {
 public:
  /// @param event  "CloudWatch Alarm State Change"
  void note(const Event& event);
  /// Adds what is known to the alarm, for metric_of_alarm().
  void add_to(json::object& alarm, const AlarmKey& key) const;

 private:
  std::map<AlarmKey, json::object> metrics_;
};

/// The newest value of the metric that an alarm watches.
Task<std::optional<AlarmMetric>> metric_of_alarm(Environment& env, Principal principal, aws::Region region,
                                                 json::object alarm);

/// A number of an alarm; nothing if it has none. Replies of the query protocol may have it as text.
std::optional<double> number_in(const json::object& alarm, std::string_view name);

}  // namespace eni::sandbox::scaling
