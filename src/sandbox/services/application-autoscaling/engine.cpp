#include "sandbox/services/application-autoscaling/engine.h"

#include "sandbox/scaling/alarm_state.h"
#include "sandbox/services/application-autoscaling/activity.h"
#include "sandbox/services/application-autoscaling/alarms.h"
#include "sandbox/services/application-autoscaling/calls.h"
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/policy.h"
#include "sandbox/services/application-autoscaling/scaler.h"
#include "sandbox/services/application-autoscaling/scheduled_action.h"

namespace eni::sandbox::application_autoscaling_service {

Engine::Engine(Environment& env)
    : env_{env},
      alarms_{env, "look at an alarm of a scaling policy",
              [this](AlarmKey alarm) { return look_at_alarm(std::move(alarm)); }},
      targets_{env, "look at a scalable target", [this](std::int64_t target) { return take_up(target); }},
      schedules_{env, "scheduled actions", [this](int) { return run_schedules(); }} {}

void Engine::start() {
  for (const ScalableTarget& target : env_.store.get<ApplicationAutoScalingRepository>().all_targets())
    targets_.begin(target.number);
  set_timer();
}

void Engine::stop() {
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_.reset();
}

void Engine::receive(const Event& event) {
  if (event.detail_type == "CloudWatch Alarm State Change" &&
      text_at(object_at(event.detail, "state"), "value") == "ALARM")
    alarms_.begin({event.account.value, event.region.value, text_at(event.detail, "alarmName")});
  if (text_at(event.detail, "eventName") != "SERVICE_STEADY_STATE") return;
  for (const std::string& arn : event.resources) service_is_steady(event, arn);
}

void Engine::service_is_steady(const Event& event, const std::string& arn) {
  const auto at = arn.find(":service/");
  if (at == std::string::npos) return;
  const std::string resource_id = arn.substr(at + 1);
  end_activities(env_, event.account, event.region, resource_id);
  const auto put_off = put_off_.extract({event.account.value, event.region.value, resource_id});
  if (put_off.empty()) return;
  for (const AlarmKey& alarm : put_off.mapped()) alarms_.begin(alarm);
}

Task<void> Engine::look_at_alarm(AlarmKey key) {
  const auto& [account, region, name] = key;
  const Place place{aws::AccountId{account}, aws::Region{region}};
  auto asking = scaling::describe_alarm(env_, role_principal(env_, place, kManageAlarms), place.region, name);
  const auto alarm = co_await std::move(asking);
  if (!alarm || text_at(*alarm, "StateValue") != "ALARM" || !flag_at(*alarm, "ActionsEnabled", true))
    co_return;
  for (const std::string& action : texts_at(*alarm, "AlarmActions")) {
    if (!policy_named_by(action)) continue;
    auto acting = act(key, *alarm, action);
    co_await std::move(acting);
  }
}

Task<void> Engine::act(AlarmKey key, json::object alarm, std::string policy_arn) {
  const auto& [account, region, name] = key;
  const auto named = policy_named_by(policy_arn);
  auto& targets = env_.store.get<ApplicationAutoScalingRepository>();
  const auto target = targets.find(account, region, named->resource_id);
  if (!target) co_return;
  const auto policy = targets.find_part(target->number, ScalingPartKind::kPolicy, named->policy);
  if (!policy || text_at(policy->document, "PolicyARN") != policy_arn) co_return;
  auto acting = act_on_alarm(env_, *target, *policy, std::move(alarm));
  const bool is_put_off = co_await std::move(acting);
  if (!is_put_off || env_.settings.pace != Settings::Pace::kInstant) co_return;
  put_off_[{account, region, target->resource_id}].insert(key);
}

/// What a former run left unfinished, or a schedule has asked for.
Task<void> Engine::take_up(std::int64_t number) {
  auto& targets = env_.store.get<ApplicationAutoScalingRepository>();
  const auto target = targets.find(number);
  if (!target) co_return;
  for (ScalingPart& policy : targets.parts(number, ScalingPartKind::kPolicy)) {
    if (!find(policy.document, "_alarmsDue")) continue;
    auto putting = put_alarms(env_, *target, policy);
    const auto put = co_await std::move(putting);
    if (put.has_error() || !targets.find_part(number, ScalingPartKind::kPolicy, policy.name)) continue;
    policy.document.erase("_alarmsDue");
    targets.put_part(policy);
  }
  auto enforcing = enforce_bounds(env_, number);
  co_await std::move(enforcing);
  auto catching_up = catch_up(env_, *target);
  co_await std::move(catching_up);
}

Task<void> Engine::run_schedules() {
  for (const std::int64_t target : run_due_actions(env_)) targets_.begin(target);
  set_timer();
  co_return;
}

void Engine::set_timer() {
  stop();
  const auto due = env_.store.get<ApplicationAutoScalingRepository>().next_due();
  if (!due) return;
  timer_ = env_.scheduler.call_at(time_of(*due), [this] {
    timer_.reset();
    schedules_.begin(0);
  });
}

Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::application_autoscaling_service
