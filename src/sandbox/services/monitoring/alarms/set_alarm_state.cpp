/// SetAlarmState.
#include "base/time_text.h"
#include "sandbox/services/monitoring/alarms/operations.h"
#include "sandbox/services/monitoring/alarms/state_change.h"

namespace eni::sandbox::monitoring_service {

ApiResult<Reply> set_alarm_state(Call& call) {
  auto alarm = call.store<MonitoringAlarmRepository>().find(call.account().value, call.region.value,
                                                            call.params.text_or("AlarmName", ""));
  if (!alarm) return ApiError{"ResourceNotFound", "Unknown", 404};
  const std::string data = call.params.text_or("StateReasonData", "");
  if (!data.empty() && !parse_json(data))
    return ApiError{"InvalidFormat", "StateReasonData is not valid JSON", 400};  // The words are assumed.
  const auto state = parse_alarm_state(call.params.text_or("StateValue", ""));
  const AlarmStatus before = alarm->status;
  store_status(
      call.env.store, *alarm,
      {state.value_or(before.state), call.params.text_or("StateReason", ""), data, epoch_millis(call.now())});
  if (alarm->status.state != before.state)
    call.env.publish(state_event(*alarm, before, Occasion::kChange, call.random()));
  return Reply{};
}

}  // namespace eni::sandbox::monitoring_service
