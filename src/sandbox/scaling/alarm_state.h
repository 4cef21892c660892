#pragma once
/// What CloudWatch says of alarms and their metrics to the principal that asks.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::scaling {

/// The alarm of this name as DescribeAlarms shows it; nothing if there is none, or CloudWatch does not answer.
Task<std::optional<json::object>> describe_alarm(Environment& env, Principal principal, aws::Region region,
                                                 std::string name);

/// Whether all of these alarms of target tracking want fewer: the low ones are in ALARM, and the high ones are not.
Task<bool> all_want_in(Environment& env, Principal principal, aws::Region region,
                       std::vector<std::string> names);

/// The newest value of the metric that an alarm watches.
Task<std::optional<double>> metric_of_alarm(Environment& env, Principal principal, aws::Region region,
                                            json::object alarm);

/// A number of an alarm; nothing if it has none. Replies of the query protocol may have it as text.
std::optional<double> number_in(const json::object& alarm, std::string_view name);

}  // namespace eni::sandbox::scaling
