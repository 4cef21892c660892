#pragma once
/// An alarm that changes its state, and what the rest of the sandbox hears of it: EventBridge's "CloudWatch Alarm State Change".
///
/// Beside what EventBridge has, `detail` holds for receivers in the sandbox (names with a line in front, for they are not AWS's):
///   _actions   the ARNs of the actions for the new state; empty while the alarm's actions are disabled
///   _repeated  true if the state has not changed, and its actions are only due again: each minute for scaling policies
#include "sandbox/gateway/call.h"
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {

/// Stores the alarm's new status and writes its history, within the caller's transaction.
/// @param alarm  gets the status
void store_status(Store& store, MetricAlarm& alarm, AlarmStatus status);

enum class Occasion { kChange, kRepeat };

/// @param before  the status that it had; of a repetition, its own
Event state_event(const MetricAlarm& alarm, const AlarmStatus& before, Occasion occasion, Random& random);

}  // namespace eni::sandbox::monitoring_service
