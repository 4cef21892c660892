#include "sandbox/services/autoscaling/reconciliation/health.h"

#include <algorithm>

#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/transitions.h"

namespace eni::sandbox::autoscaling_service {
namespace {

AutoScalingInstanceRepository& instances(Environment& env) {
  return env.store.get<AutoScalingInstanceRepository>();
}

void replace(Environment& env, AutoScalingGroup& group, AutoScalingInstance& instance,
             std::string_view reason) {
  begin_termination(env, group, instance, {cause_sentence(env.scheduler.now(), taken_out(reason, 0, 0))},
                    RunHooks::kYes);
  const std::int64_t replacements = integer_at(group.document, "_replacements") + 1;
  group.document["_replacements"] = replacements;
}

std::int64_t lifetime_of(const AutoScalingGroup& group) {
  return integer_at(group.document, "MaxInstanceLifetime") * 1000;
}

/// The oldest one in service; nothing if there is none, or if others are launching or going.
std::optional<AutoScalingInstance> oldest(Environment& env, const AutoScalingGroup& group) {
  for (const auto& [state, count] : instances(env).counts(group.number))
    if (state != LifecycleState::kInService && state != LifecycleState::kStandby) return std::nullopt;
  auto all = instances(env).in_state(group.number, LifecycleState::kInService);
  if (all.empty()) return std::nullopt;
  return *std::ranges::min_element(all, [](const auto& a, const auto& b) {
    return integer_at(a.document, "LaunchTime") < integer_at(b.document, "LaunchTime");
  });
}

}  // namespace

void replace_unhealthy(Environment& env, std::int64_t number) {
  auto unhealthy = instances(env).unhealthy(number);
  std::erase_if(unhealthy, [](const AutoScalingInstance& one) { return !counts_as_capacity(one.state); });
  if (unhealthy.empty()) return;
  auto& groups = env.store.get<AutoScalingRepository>();
  auto group = groups.find(number);
  if (!group || is_suspended(*group, "ReplaceUnhealthy") || is_suspended(*group, "Terminate")) return;
  sqlite::Transaction transaction{env.store.database()};
  for (AutoScalingInstance& instance : unhealthy)
    replace(env, *group, instance, text_at(instance.document, "UnhealthyFor"));
  groups.update(*group);
  transaction.commit();
}

void replace_old(Environment& env, std::int64_t number) {
  auto& groups = env.store.get<AutoScalingRepository>();
  auto group = groups.find(number);
  if (!group || lifetime_of(*group) == 0 || is_suspended(*group, "Terminate")) return;
  auto instance = oldest(env, *group);
  const std::int64_t now = millis(env.scheduler.now());
  if (!instance || integer_at(instance->document, "LaunchTime") + lifetime_of(*group) > now) return;
  sqlite::Transaction transaction{env.store.database()};
  replace(env, *group, *instance, kForLifetime);
  groups.update(*group);
  transaction.commit();
}

TimePoint next_replacement_of_old(Environment& env, const AutoScalingGroup& group) {
  if (lifetime_of(group) == 0) return {};
  const auto instance = oldest(env, group);
  if (!instance) return {};
  return time_of(integer_at(instance->document, "LaunchTime") + lifetime_of(group));
}

}  // namespace eni::sandbox::autoscaling_service
