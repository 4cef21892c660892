#pragma once
/// Changes desired counts: as policies want it when their alarms go off, and as bounds want it that a scheduled action has set. All
/// of it for one target after the other: what is decided holds until ECS has answered.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// @param policy_arn  of a policy of the target
/// @param alarm       as DescribeAlarms shows it, in the state ALARM
/// @return  whether a deployment was in the way: what was not done now may be done when the service is steady
Task<bool> act_on_alarm(Environment& env, std::int64_t target, std::string policy_arn, json::object alarm);

/// kRefused: ECS may take it later. What it never takes is given up.
enum class Outcome { kDone, kRefused };

/// Into the bounds that a scheduled action has set, if they are to be enforced still.
Task<Outcome> enforce_bounds(Environment& env, std::int64_t target);

/// Ends activities of a service that is steady by now: nobody was there when it said so. Asks for what ECS was not asked for before
/// the sandbox was killed.
Task<Outcome> catch_up(Environment& env, std::int64_t target);

}  // namespace eni::sandbox::application_autoscaling_service
