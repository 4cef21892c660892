#include "sandbox/services/autoscaling/schedules/schedule_clock.h"

#include "sandbox/services/autoscaling/capacity/desired_capacity.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/groups/group_settings.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/schedules/scheduled_action.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr AutoScalingPartKind kAction = AutoScalingPartKind::kScheduledAction;

std::string cause_of(const json::object& settings) {
  return "a scheduled action update of AutoScalingGroup constraints to min: " +
         std::to_string(integer_at(settings, "MinSize")) +
         ", max: " + std::to_string(integer_at(settings, "MaxSize")) +
         ", desired: " + std::to_string(integer_at(settings, "DesiredCapacity"));
}

/// Sizes that do not fit the group's others leave it as it is.
void carry_out(Environment& env, const AutoScalingPart& action) {
  auto& groups = env.store.get<AutoScalingRepository>();
  auto group = groups.find(action.group);
  if (!group || group->is_deleting || is_suspended(*group, "ScheduledActions")) return;
  json::object sizes;
  for (const std::string_view name : {"MinSize", "MaxSize", "DesiredCapacity"})
    if (const json::value* value = find(action.document, name)) sizes[name] = *value;
  const auto settings = changed_settings(group->document, sizes);
  if (settings.has_error()) {
    env.log.warn("a scheduled action does not fit its group",
                 {{"group", group->name}, {"action", action.name}, {"error", settings.error().message}});
    return;
  }
  group->document["MinSize"] = settings->at("MinSize");
  group->document["MaxSize"] = settings->at("MaxSize");
  change_desired(*group, integer_at(*settings, "DesiredCapacity"), cause_of(*settings), env.scheduler.now());
  groups.update(*group);
}

/// An action that does not recur is gone once it has run.
void put_off(Environment& env, AutoScalingPart action) {
  auto& groups = env.store.get<AutoScalingRepository>();
  const auto next = next_run(action, env.scheduler.now());
  if (!next) {
    groups.remove_part(action.group, kAction, action.name);
    return;
  }
  action.due = millis(*next);
  groups.put_part(action);
}

}  // namespace

void ScheduleClock::end() {
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_.reset();
}

void ScheduleClock::set_timer() {
  end();
  const auto due = env_.store.get<AutoScalingRepository>().next_due(kAction);
  if (!due) return;
  timer_ = env_.scheduler.call_at(time_of(*due), [this] {
    timer_.reset();
    works_.begin(0);
  });
}

Task<void> ScheduleClock::run_due() {
  auto& groups = env_.store.get<AutoScalingRepository>();
  for (const AutoScalingPart& action : groups.due_parts(kAction, millis(env_.scheduler.now()))) {
    sqlite::Transaction transaction{env_.store.database()};
    carry_out(env_, action);
    put_off(env_, action);
    transaction.commit();
    consider_(action.group);
  }
  set_timer();
  co_return;
}

}  // namespace eni::sandbox::autoscaling_service
