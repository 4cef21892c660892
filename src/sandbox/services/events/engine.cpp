#include "sandbox/services/events/engine.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/events/delivery.h"

namespace eni::sandbox::events_service {
namespace {

std::optional<TimePoint> next_run(const NamedDocument& rule, TimePoint now) {
  if (text_at(rule.document, "State") != kEnabled) return std::nullopt;
  const auto schedule = rule_schedule(text_at(rule.document, "ScheduleExpression"));
  if (!schedule) return std::nullopt;
  return schedule->next(now, TimePoint{Duration{rule.created}});
}

json::object scheduled_event(Environment& env, const NamedDocument& rule) {
  Event event;
  event.source = "aws.events";
  event.detail_type = "Scheduled Event";
  event.account = aws::AccountId{rule.account};
  event.region = aws::Region{rule.region};
  event.resources = {rule_arn(rule)};
  return envelope_of(env, event, env.scheduler.now());
}

}  // namespace

std::optional<schedule::Schedule> rule_schedule(std::string_view expression) {
  if (!expression.starts_with("rate(") && !expression.starts_with("cron(")) return std::nullopt;
  return schedule::Schedule::parse(expression);
}

Engine::Engine(Environment& env)
    : env_{env}, running_{env, "scheduled rules", [this](int) { return run_due(); }} {}

void Engine::stop() {
  if (timer_) env_.scheduler.cancel(*timer_);
  timer_.reset();
}

bool Engine::hears(const Event& event) const {
  return !env_.store.get<EventsRepository>()
              .rules.list(event.account.value, event.region.value, {}, 1)
              .empty();
}

void Engine::receive(const Event& event) {
  // What is only said again to the sandbox's own services is no event of EventBridge.
  if (flag_at(event.detail, "_repeated")) return;
  const json::object envelope = envelope_of(env_, event, env_.scheduler.now());
  for (NamedDocument& rule : rules_for(env_, event.account.value, event.region.value, envelope))
    begin_delivery(std::move(rule), envelope);
}

void Engine::schedules_changed() {
  const TimePoint now = env_.scheduler.now();
  next_runs_.clear();
  for (const NamedDocument& rule : env_.store.get<EventsRepository>().rules.all())
    if (const auto next = next_run(rule, now))
      next_runs_.emplace(RuleKey{rule.account, rule.region, rule.name}, *next);
  set_timer();
}

void Engine::set_timer() {
  stop();
  if (next_runs_.empty()) return;
  const auto first = std::ranges::min_element(next_runs_, {}, [](const auto& row) { return row.second; });
  timer_ = env_.scheduler.call_at(first->second, [this] {
    timer_.reset();
    running_.begin(0);
  });
}

Task<void> Engine::run_due() {
  const TimePoint now = env_.scheduler.now();
  std::vector<RuleKey> due;
  for (const auto& [key, time] : next_runs_)
    if (time <= now) due.push_back(key);
  schedules_changed();
  for (const auto& [account, region, name] : due) {
    auto rule = env_.store.get<EventsRepository>().rules.find(account, region, name);
    if (!rule) continue;
    json::object event = scheduled_event(env_, *rule);
    begin_delivery(*std::move(rule), std::move(event));
  }
  co_return;
}

/// Targets may be told twice if the store fails meanwhile, as AWS's may.
void Engine::begin_delivery(NamedDocument rule, json::object event) {
  spawn_delivery(
      env_, "delivery of an event to a rule's targets",
      [&env = env_, rule = std::move(rule), event = std::move(event)] { return deliver(env, rule, event); });
}

Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::events_service
