/// EnableAlarmActions, DisableAlarmActions, DeleteAlarms: of alarms by name; names that no alarm has are passed over.
#include "base/time_text.h"
#include "sandbox/services/monitoring/alarms/history.h"
#include "sandbox/services/monitoring/alarms/operations.h"

namespace eni::sandbox::monitoring_service {
namespace {

std::vector<MetricAlarm> named_alarms(const Call& call) {
  std::vector<MetricAlarm> all;
  for (const std::string& name : texts_at(call.params.all(), "AlarmNames"))
    if (auto alarm =
            call.store<MonitoringAlarmRepository>().find(call.account().value, call.region.value, name))
      all.push_back(*std::move(alarm));
  return all;
}

Reply set_actions_enabled(Call& call, bool is_enabled) {
  auto& alarms = call.store<MonitoringAlarmRepository>();
  const std::int64_t now = epoch_millis(call.now());
  for (MetricAlarm& alarm : named_alarms(call)) {
    if (alarm.actions_enabled == is_enabled) continue;
    alarm.actions_enabled = is_enabled;
    alarm.configuration_updated = now;
    alarms.update(alarm);
    alarms.add_history(alarm, configuration_item(alarm, AlarmChange::kUpdate, now));
  }
  return Reply{};
}

}  // namespace

ApiResult<Reply> enable_alarm_actions(Call& call) { return set_actions_enabled(call, true); }
ApiResult<Reply> disable_alarm_actions(Call& call) { return set_actions_enabled(call, false); }

ApiResult<Reply> delete_alarms(Call& call) {
  auto& alarms = call.store<MonitoringAlarmRepository>();
  for (const MetricAlarm& alarm : named_alarms(call)) {
    alarms.remove(alarm.id);
    alarms.add_history(alarm, configuration_item(alarm, AlarmChange::kDelete, epoch_millis(call.now())));
  }
  return Reply{};
}

}  // namespace eni::sandbox::monitoring_service
