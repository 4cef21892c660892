/// PutMetricAlarm.
#include "base/time_text.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/monitoring/alarms/alarm_input.h"
#include "sandbox/services/monitoring/alarms/history.h"
#include "sandbox/services/monitoring/alarms/operations.h"
#include "sandbox/services/monitoring/alarms/reason.h"
#include "sandbox/services/monitoring/engine.h"

namespace eni::sandbox::monitoring_service {

ApiResult<Reply> put_metric_alarm(Call& call) {
  ENI_TRY(MetricAlarm alarm, read_alarm(call));
  ENI_TRY(json::object tags, read_tags(call));
  auto& alarms = call.store<MonitoringAlarmRepository>();
  const std::int64_t now = epoch_millis(call.now());
  const auto known = alarms.find(alarm.account, alarm.region, alarm.name);
  alarm.configuration_updated = now;
  if (known) {
    // State and tags stay.
    alarm.id = known->id;
    alarm.status = known->status;
    alarm.tags = known->tags;
    alarms.update(alarm);
  } else {
    ENI_CHECK(may_give_tags(call, "cloudwatch:TagResource", call.arn("cloudwatch", "alarm:" + alarm.name)));
    alarm.status = {AlarmState::kInsufficientData, std::string(kUnchecked), "", now};
    alarm.tags = std::move(tags);
    alarm.id = alarms.insert(alarm);
  }
  alarms.add_history(alarm,
                     configuration_item(alarm, known ? AlarmChange::kUpdate : AlarmChange::kCreate, now));
  engine_of(call.env).alarms().alarm_changed(alarm.id);
  return Reply{};
}

}  // namespace eni::sandbox::monitoring_service
