#pragma once
/// An alarm that changes its state, and what the rest of the sandbox hears of it: EventBridge's "CloudWatch Alarm State Change".
///
/// Beside what EventBridge has, `detail` holds for receivers in the sandbox (names with a line in front, for they are not AWS's):
///   _actions   the ARNs of the actions for the new state; empty while the alarm's actions are disabled
///   _repeated  true if the state has not changed, and its actions are only due again: each minute for scaling policies
///   _metric    at the pace "instant", the value of the datum that decided, which no statistic of a minute shows
///   _measured  that datum's time, milliseconds since the epoch
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {

/// Stores the alarm's new status and writes its history, within the caller's transaction.
/// @param alarm  gets the status
void store_status(Store& store, MetricAlarm& alarm, AlarmStatus status);

enum class Occasion { kChange, kRepeat };

struct DecidingDatum {
  double value = 0;
  std::int64_t time = 0;  ///< milliseconds since the epoch, as it was given
};

/// @param before  the status that it had; of a repetition, its own
/// @param decided_by  at the pace "instant"
Event state_event(const MetricAlarm& alarm, const AlarmStatus& before, Occasion occasion, Random& random,
                  const std::optional<DecidingDatum>& decided_by = {});

}  // namespace eni::sandbox::monitoring_service
