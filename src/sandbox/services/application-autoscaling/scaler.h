#pragma once
/// Changes desired counts: as policies want it when their alarms go off, and as bounds want it that a scheduled action has set.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// @param alarm  as DescribeAlarms shows it, in the state ALARM
/// @return  whether a deployment was in the way: what was not done now may be done when the service is steady
Task<bool> act_on_alarm(Environment& env, ScalableTarget target, ScalingPart policy, json::object alarm);

/// Into the bounds that a scheduled action has set, if they are to be enforced still.
Task<void> enforce_bounds(Environment& env, std::int64_t target);

/// Ends activities of a service that is steady by now: nobody was there when it said so.
Task<void> catch_up(Environment& env, ScalableTarget target);

}  // namespace eni::sandbox::application_autoscaling_service
