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
      targets_{env, "look at a scalable target",
               [this](std::int64_t target) { return look_at_target(target); }},
      schedules_{env, "scheduled actions", [this](int) { return run_schedules(); }} {}

void Engine::start() {
  for (const ScalableTarget& target : env_.store.get<ApplicationAutoScalingRepository>().all_targets())
    targets_.begin(target.number);
  set_timer();
}

void Engine::stop() {
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_.reset();
  for (const auto& [target, timer] : retries_) env_.scheduler.cancel(timer);
  retries_.clear();
}

bool Engine::hears(const Event& event) const {
  return event.detail_type == "CloudWatch Alarm State Change" || event.detail_type == "ECS Service Action";
}

void Engine::receive(const Event& event) {
  if (event.detail_type == "CloudWatch Alarm State Change") {
    metrics_.note(event);
    if (text_at(object_at(event.detail, "state"), "value") == "ALARM")
      alarms_.begin(scaling::alarm_of(event));
  }
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
  auto alarm = co_await std::move(asking);
  if (!alarm || text_at(*alarm, "StateValue") != "ALARM" || !flag_at(*alarm, "ActionsEnabled", true))
    co_return;
  metrics_.add_to(*alarm, key);
  for (const std::string& action : texts_at(*alarm, "AlarmActions"))
    if (policy_named_by(action)) hand_over({key, action, *alarm});
}

void Engine::hand_over(Trigger trigger) {
  const auto& [account, region, name] = trigger.alarm;
  const auto named = policy_named_by(trigger.policy_arn);
  const auto target =
      env_.store.get<ApplicationAutoScalingRepository>().find(account, region, named->resource_id);
  if (!target) return;
  auto& waiting = triggers_[target->number];
  std::erase_if(waiting, [&trigger](const Trigger& one) {
    return one.alarm == trigger.alarm && one.policy_arn == trigger.policy_arn;
  });
  waiting.push_back(std::move(trigger));
  targets_.begin(target->number);
}

Task<void> Engine::act(Trigger trigger, std::int64_t number) {
  auto acting = act_on_alarm(env_, number, trigger.policy_arn, std::move(trigger.state));
  const bool is_put_off = co_await std::move(acting);
  if (!is_put_off || env_.settings.pace != Settings::Pace::kInstant) co_return;
  const auto target = env_.store.get<ApplicationAutoScalingRepository>().find(number);
  if (target) put_off_[{target->account, target->region, target->resource_id}].insert(trigger.alarm);
}

/// What a former run left unfinished, a schedule has asked for, and alarms.
Task<void> Engine::look_at_target(std::int64_t number) {
  const auto target = env_.store.get<ApplicationAutoScalingRepository>().find(number);
  if (!target) {
    triggers_.erase(number);
    look_again_if(false, number);
    co_return;
  }
  auto settling = settle_policies(*target);
  co_await std::move(settling);
  auto enforcing = enforce_bounds(env_, number);
  const Outcome enforced = co_await std::move(enforcing);
  while (!triggers_[number].empty()) {
    Trigger trigger = std::move(triggers_[number].front());
    triggers_[number].pop_front();
    auto acting = act(std::move(trigger), number);
    co_await std::move(acting);
  }
  triggers_.erase(number);
  auto catching_up = catch_up(env_, number);
  const Outcome caught_up = co_await std::move(catching_up);
  look_again_if(enforced == Outcome::kRefused || caught_up == Outcome::kRefused, number);
}

Task<void> Engine::settle_policies(ScalableTarget target) {
  for (const ScalingPart& policy :
       env_.store.get<ApplicationAutoScalingRepository>().parts(target.number, ScalingPartKind::kPolicy)) {
    if (!scaling::is_due(policy.document)) continue;
    TargetPolicy stored{env_, target, policy};
    auto settling = scaling::settle(env_, stored);
    const auto settled = co_await std::move(settling);
    if (settled.has_error())
      env_.log.warn("alarms of a scaling policy were not made",
                    {{"policy", policy.name}, {"error", settled.error().message}});
  }
}

/// After pauses that grow.
void Engine::look_again_if(bool is_refused, std::int64_t target) {
  if (const auto known = retries_.find(target); known != retries_.end()) {
    env_.scheduler.cancel(known->second);
    retries_.erase(known);
  }
  const TimePoint now = env_.scheduler.now();
  const auto next = is_refused ? refused_.try_emplace(target, now).first->second.refused(now) : std::nullopt;
  if (!next) {
    refused_.erase(target);
    return;
  }
  retries_[target] = env_.scheduler.call_at(*next, [this, target] {
    retries_.erase(target);
    targets_.begin(target);
  });
}

Task<void> Engine::run_schedules() {
  run_due_actions(env_, [this](std::int64_t target) { targets_.begin(target); });
  set_timer();
  co_return;
}

void Engine::set_timer() {
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_.reset();
  const auto due = env_.store.get<ApplicationAutoScalingRepository>().next_due();
  if (!due) return;
  timer_ = env_.scheduler.call_at(time_of(*due), [this] {
    timer_.reset();
    schedules_.begin(0);
  });
}

Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::application_autoscaling_service
