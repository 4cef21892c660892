#pragma once
/// PutMetricAlarm's input as an alarm's definition.
#include "sandbox/gateway/call.h"
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {

/// What PutMetricAlarm is given but its tags, in the types of the model; state and times are not set.
/// @error  AWS's, for what does not go together, and of what AWS has and the sandbox has not, by name
ApiResult<MetricAlarm> read_alarm(const Call& call);

/// Whether AlarmTypes has metric alarms in it; without it, it has.
bool wants_metric_alarms(const Call& call);

/// At most 50, none of AWS's own.
ApiResult<json::object> read_tags(const Call& call);

}  // namespace eni::sandbox::monitoring_service
