#include "sandbox/services/autoscaling/reconciliation/capacity.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/capacity/launch_failures.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/scale_in.h"
#include "sandbox/services/autoscaling/instances/transitions.h"
#include "sandbox/services/autoscaling/launches/launch_plan.h"
#include "sandbox/services/autoscaling/launches/launcher.h"
#include "sandbox/services/autoscaling/refreshes/refresh.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// [assumption] How long zones that failed are left alone once the group has its capacity elsewhere.
constexpr Duration kZoneRecovery = std::chrono::minutes{15};

AutoScalingRepository& groups(Environment& env) { return env.store.get<AutoScalingRepository>(); }
AutoScalingInstanceRepository& instances(Environment& env) {
  return env.store.get<AutoScalingInstanceRepository>();
}

std::int64_t desired_of(const AutoScalingGroup& group) {
  return group.is_deleting ? 0 : integer_at(group.document, "DesiredCapacity");
}
/// What is launched beyond it while instances change zones.
std::int64_t extra_of(const AutoScalingGroup& group) {
  return group.is_deleting ? 0 : integer_at(group.document, "_extra");
}
/// The same while an instance refresh launches before it terminates.
std::int64_t refresh_extra_of(const AutoScalingGroup& group) {
  return group.is_deleting ? 0 : integer_at(group.document, "_refreshExtra");
}

// ---- too few ----

Task<bool> grow(Environment& env, AutoScalingGroup group, std::int64_t from, std::int64_t to) {
  const TimePoint now = env.scheduler.now();
  if (is_suspended(group, "Launch") || launches_paused_until(group) > now) co_return false;
  const std::int64_t replacing = std::min(to - from, integer_at(group.document, "_replacements"));
  LaunchNeed need;
  need.count = replacing > 0 ? replacing : to - from;
  if (replacing > 0) {
    need.causes = {cause_sentence(now, kReplacesUnhealthy)};
  } else if (extra_of(group) > 0) {
    need.causes = {cause_sentence(
        now, "instances were launched to balance instances in zones " + join(zones_of(group), ", ") +
                 " with other zones resulting in more than desired number of instances "
                 "in the group")};
  } else {
    need.causes = noted_causes(group);
    need.causes.push_back(cause_sentence(now, started_for_difference(from, to)));
  }
  auto ordering = order_launches(env, group.number, std::move(need));
  co_await std::move(ordering);
  auto after = groups(env).find(group.number);
  if (!after) co_return false;
  if (replacing > 0) {
    const std::int64_t left =
        std::max<std::int64_t>(0, integer_at(after->document, "_replacements") - replacing);
    after->document["_replacements"] = left;
    groups(env).update(*after);
  }
  co_return !groups(env).parts(group.number, AutoScalingPartKind::kLaunch).empty();
}

// ---- too many ----

/// Older sources have greater ages: other templates than the group's present one are the oldest.
std::int64_t source_age(Environment& env, const AutoScalingGroup& group, const AutoScalingInstance& instance,
                        std::map<std::string, std::int64_t>& configurations) {
  constexpr std::int64_t kOther = 1'000'000'000;
  if (const std::string name = text_at(instance.document, "LaunchConfigurationName"); !name.empty()) {
    const auto [known, is_new] = configurations.emplace(name, 0);
    if (is_new) {
      const auto found = groups(env).find_launch_configuration({group.account, group.region}, name);
      known->second = found ? found->created : 0;
    }
    return -known->second;
  }
  const json::object& source = object_at(instance.document, "LaunchTemplate");
  const std::string id = text_at(source, "LaunchTemplateId");
  const bool is_same = id == text_at(group.document, "_templateId");
  const std::int64_t version = std::atoll(text_at(source, "Version").c_str());
  return (is_same ? 0 : kOther) - version;
}

std::vector<ScaleInCandidate> candidates_of(Environment& env, const AutoScalingGroup& group) {
  std::vector<ScaleInCandidate> candidates;
  std::map<std::string, std::int64_t> configurations;
  const auto zones = zones_of(group);
  for (const AutoScalingInstance& instance : instances(env).list(group.number)) {
    if (!counts_as_capacity(instance.state)) continue;
    ScaleInCandidate candidate;
    candidate.id = instance.id;
    candidate.zone = instance.zone;
    candidate.is_outside = std::ranges::find(zones, instance.zone) == zones.end();
    candidate.is_protected =
        instance.is_protected && instance.state == LifecycleState::kInService && !group.is_deleting;
    candidate.has_configuration = instance.document.contains("LaunchConfigurationName");
    candidate.source_age = source_age(env, group, instance, configurations);
    candidate.launched = integer_at(instance.document, "LaunchTime");
    candidate.lot = env.random.next();
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

void terminate_chosen(Environment& env, const AutoScalingGroup& group, const std::vector<std::string>& ids,
                      std::int64_t from, std::int64_t to) {
  const TimePoint now = env.scheduler.now();
  for (const std::string& id : ids) {
    auto instance = instances(env).find(id);
    if (!instance) continue;
    auto causes = noted_causes(group);
    causes.push_back(cause_sentence(now, taken_out(kForDifference, from, to)));
    causes.push_back(cause_sentence(now, "instance " + id + " was selected for termination"));
    begin_termination(env, group, *instance, causes,
                      flag_at(group.document, "_forced") ? RunHooks::kNo : RunHooks::kYes);
  }
}

/// Told once for each desired capacity that is not reached.
void tell_all_protected(Environment& env, AutoScalingGroup& group) {
  if (integer_at(group.document, "_protectedAt", -1) == desired_of(group)) return;
  group.document["_protectedAt"] = desired_of(group);
  NewActivity activity;
  activity.description =
      "Could not scale to desired capacity because all remaining instances are protected from scale-in.";
  auto causes = noted_causes(group);
  causes.push_back(cause_sentence(env.scheduler.now(), "group reached equilibrium"));
  activity.cause = joined_cause(causes);
  activity.status = "Cancelled";
  tell_activity(env, group, std::move(activity));
  groups(env).update(group);
}

void shrink(Environment& env, AutoScalingGroup& group, std::int64_t from, std::int64_t to) {
  if (is_suspended(group, "Terminate") && !flag_at(group.document, "_forced")) return;
  auto policies = texts_at(group.document, "TerminationPolicies");
  const auto chosen =
      choose_to_terminate(candidates_of(env, group), policies, from - to, env.scheduler.now());
  sqlite::Transaction transaction{env.store.database()};
  terminate_chosen(env, group, chosen, from, to);
  if (static_cast<std::int64_t>(chosen.size()) < from - to) tell_all_protected(env, group);
  transaction.commit();
}

// ---- as many as desired ----

/// What was kept for as long as the group was on its way.
bool forget_the_way(AutoScalingGroup& group, TimePoint now) {
  bool changed = false;
  if (find(object_at(group.document, "_failures"), "places")) {
    group.document["_rebalanceAfter"] = millis(now + kZoneRecovery);
    balance_zones(group);
    changed = true;
  }
  changed = forget_failures(group) || changed;
  for (const std::string_view name : {"_causes", "_protectedAt", "_replacements"})
    changed = group.document.erase(name) > 0 || changed;
  return changed;
}

/// How many instances may move: those that are not protected, if moving them helps, as far as the group may exceed its size.
std::int64_t movable(Environment& env, const AutoScalingGroup& group) {
  const auto zones = zones_of(group);
  auto capacity = instances(env).capacity_by_zone(group.number);
  const std::int64_t imbalance = zone_imbalance(zones, capacity);
  if (imbalance == 0) return 0;
  const auto moving = choose_to_terminate(candidates_of(env, group), {"Default"}, imbalance, {});
  for (const std::string& id : moving)
    if (const auto instance = instances(env).find(id)) --capacity[instance->zone];
  const auto count = static_cast<std::int64_t>(moving.size());
  for (const auto& [zone, added] : spread_over_zones(zones, capacity, count)) capacity[zone] += added;
  if (zone_imbalance(zones, capacity) >= imbalance) return 0;
  return std::min(count, std::max<std::int64_t>(1, integer_at(group.document, "MaxSize") / 10));
}

bool rebalance(Environment& env, AutoScalingGroup& group) {
  if (group.is_deleting || leaves_zones(group) || active_refresh(env.store, group.number) ||
      is_suspended(group, "AZRebalance") || is_suspended(group, "Launch"))
    return false;
  if (next_rebalancing(group) > env.scheduler.now()) return false;
  const std::int64_t extra = movable(env, group);
  if (extra == 0) return false;
  group.document["_extra"] = extra;
  groups(env).update(group);
  return true;
}

bool at_desired(Environment& env, AutoScalingGroup& group) {
  if (is_launching_any(env.store, group.number)) return false;
  if (extra_of(group) > 0) {
    group.document.erase("_extra");
    groups(env).update(group);
    return true;
  }
  if (forget_the_way(group, env.scheduler.now())) groups(env).update(group);
  return rebalance(env, group);
}

}  // namespace

TimePoint next_rebalancing(const AutoScalingGroup& group) {
  return time_of(integer_at(group.document, "_rebalanceAfter"));
}

Task<bool> adjust_capacity(Environment& env, std::int64_t number) {
  auto group = groups(env).find(number);
  if (!group) co_return false;
  const std::int64_t wanted = desired_of(*group) + extra_of(*group) + refresh_extra_of(*group);
  const std::int64_t have = capacity_of(env.store, *group);
  if (have < wanted) {
    auto growing = grow(env, *group, have, wanted);
    co_return co_await std::move(growing);
  }
  if (have > wanted) {
    shrink(env, *group, have, wanted);
    co_return false;
  }
  co_return at_desired(env, *group);
}

}  // namespace eni::sandbox::autoscaling_service
