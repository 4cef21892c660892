#pragma once
/// What CloudWatch says of alarms and their metrics.
#include <optional>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

/// The alarm of this name as DescribeAlarms shows it; nothing if there is none, or CloudWatch does not answer.
Task<std::optional<json::object>> describe_alarm(Environment& env, aws::AccountId account, aws::Region region,
                                                 std::string name);

/// The newest value of the metric that an alarm watches.
Task<std::optional<double>> metric_of_alarm(Environment& env, aws::AccountId account, aws::Region region,
                                            json::object alarm);

}  // namespace eni::sandbox::autoscaling_service
