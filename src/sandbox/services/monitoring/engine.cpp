#include "sandbox/services/monitoring/engine.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/monitoring/alarms/notification.h"

namespace eni::sandbox::monitoring_service {

bool Engine::hears(const Event& event) const { return event.source == "aws.cloudwatch"; }

void Engine::receive(const Event& event) {
  if (flag_at(event.detail, "_repeated")) return;
  auto actions = texts_at(event.detail, "_actions");
  if (actions.empty()) return;
  auto alarm = env_.store.get<MonitoringAlarmRepository>().find(event.account.value, event.region.value,
                                                                text_at(event.detail, "alarmName"));
  if (!alarm) return;
  // The change that is told, though there may have been another since.
  const json::object& state = object_at(event.detail, "state");
  alarm->status.state = parse_alarm_state(text_at(state, "value")).value_or(alarm->status.state);
  alarm->status.reason = text_at(state, "reason");
  std::string before = text_at(object_at(event.detail, "previousState"), "value");
  spawn_delivery(env_, "notification of an alarm's topics",
                 [&env = env_, alarm = *std::move(alarm), actions = std::move(actions),
                  before = std::move(before)] { return notify_topics(env, alarm, actions, before); });
}

}  // namespace eni::sandbox::monitoring_service
