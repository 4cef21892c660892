#pragma once
/// Scheduled actions as the store holds them: parts of a group, due at their next run.
#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// @error  ValidationError: no size, no time, a time that is past, a recurrence that is none
ApiResult<AutoScalingPart> read_action(const Call& call, const AutoScalingGroup& group,
                                       const json::object& input);

/// When it runs next after `time`; nothing if never again.
std::optional<TimePoint> next_run(const AutoScalingPart& action, TimePoint time);

/// As DescribeScheduledActions shows it.
json::object action_value(const AutoScalingPart& action, const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
