#pragma once
/// What DescribeAlarmHistory tells of an alarm, in CloudWatch's words.
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {

enum class AlarmChange { kCreate, kUpdate, kDelete };

/// A ConfigurationUpdate: `Alarm "NAME" created`.
AlarmHistoryItem configuration_item(const MetricAlarm& alarm, AlarmChange change, std::int64_t now);

/// A StateUpdate: "Alarm updated from OK to ALARM".
AlarmHistoryItem state_item(const MetricAlarm& alarm, const AlarmStatus& before);

}  // namespace eni::sandbox::monitoring_service
