#include "sandbox/services/autoscaling/hooks/lifecycle_actions.h"

#include <algorithm>

#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/hooks/hook.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

json::object new_action(Environment& env, const AutoScalingPart& hook) {
  const std::int64_t heartbeat = integer_at(hook.document, "HeartbeatTimeout", kDefaultHeartbeat.count());
  const std::int64_t now = millis(env.scheduler.now());
  const std::int64_t ceiling = now + global_timeout(std::chrono::seconds{heartbeat}).count() * 1000;
  return {{"Hook", hook.name},
          {"Token", env.random.uuid()},
          {"Deadline", std::min(now + heartbeat * 1000, ceiling)},
          {"Ceiling", ceiling},
          {"Heartbeat", heartbeat},
          {"Default", text_at(hook.document, "DefaultResult")}};
}

/// The instance is due when the first of its actions is.
void set_due(AutoScalingInstance& instance) {
  instance.due = 0;
  for (const json::value& action : array_at(instance.document, "Actions")) {
    const std::int64_t deadline = integer_at(action.as_object(), "Deadline");
    if (instance.due == 0 || deadline < instance.due) instance.due = deadline;
  }
}

void set_actions(AutoScalingInstance& instance, json::array actions) {
  if (actions.empty()) {
    instance.document.erase("Actions");
  } else {
    instance.document["Actions"] = std::move(actions);
  }
  set_due(instance);
}

}  // namespace

bool begin_actions(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
                   std::string_view transition) {
  json::array actions;
  auto& parts = env.store.get<AutoScalingRepository>();
  for (const AutoScalingPart& hook : parts.parts(group.number, AutoScalingPartKind::kLifecycleHook)) {
    if (text_at(hook.document, "LifecycleTransition") != transition) continue;
    json::object action = new_action(env, hook);
    tell_of_action(env, group, hook, instance.id, text_at(action, "Token"));
    actions.push_back(std::move(action));
  }
  const bool any = !actions.empty();
  if (any) set_actions(instance, std::move(actions));
  return any;
}

EndedAction end_action(AutoScalingInstance& instance, std::string_view hook, std::string_view result) {
  EndedAction ended;
  json::array rest;
  for (const json::value& action : array_at(instance.document, "Actions")) {
    if (text_at(action, "Hook") == hook) {
      ended.token = text_at(action, "Token");
    } else {
      rest.push_back(action);
    }
  }
  const bool abandoned = result == "ABANDON";
  if (abandoned) rest.clear();
  ended.end = abandoned      ? ActionsEnd::kAbandoned
              : rest.empty() ? ActionsEnd::kContinue
                             : ActionsEnd::kWaiting;
  set_actions(instance, std::move(rest));
  return ended;
}

std::optional<EndedAction> end_overdue_action(AutoScalingInstance& instance, TimePoint now) {
  for (const json::value& action : array_at(instance.document, "Actions")) {
    if (integer_at(action.as_object(), "Deadline") > millis(now)) continue;
    const std::string hook = text_at(action, "Hook");
    const std::string result = text_at(action, "Default");
    return end_action(instance, hook, result);
  }
  return std::nullopt;
}

const json::object* find_action(const AutoScalingInstance& instance, std::string_view hook) {
  for (const json::value& action : array_at(instance.document, "Actions"))
    if (text_at(action, "Hook") == hook) return &action.as_object();
  return nullptr;
}

void record_heartbeat(AutoScalingInstance& instance, std::string_view hook, TimePoint now) {
  json::array actions = array_at(instance.document, "Actions");
  for (json::value& value : actions) {
    json::object& action = value.as_object();
    if (text_at(action, "Hook") != hook) continue;
    const std::int64_t later = millis(now) + integer_at(action, "Heartbeat") * 1000;
    const std::int64_t deadline = std::min(later, integer_at(action, "Ceiling"));
    action["Deadline"] = deadline;
  }
  set_actions(instance, std::move(actions));
}

}  // namespace eni::sandbox::autoscaling_service
