#include "sandbox/services/autoscaling/policies/scale.h"

#include <algorithm>

#include "sandbox/scaling/capacity_reservation.h"
#include "sandbox/services/autoscaling/capacity/cooldown.h"
#include "sandbox/services/autoscaling/capacity/desired_capacity.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/policies/policy.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// At the pace "instant" instances are warm at once.
std::chrono::seconds warm_up_of(Environment& env, const AutoScalingGroup& group,
                                const AutoScalingPart& policy) {
  if (env.settings.pace == Settings::Pace::kInstant) return std::chrono::seconds{0};
  if (const auto own = find_integer(policy.document, "EstimatedInstanceWarmup"))
    return std::chrono::seconds{*own};
  if (const auto common = find_integer(group.document, "DefaultInstanceWarmup"))
    return std::chrono::seconds{*common};
  return std::chrono::seconds{integer_at(group.document, "DefaultCooldown")};
}

struct Instances {
  std::int64_t all = 0;    ///< of the group's capacity
  std::int64_t young = 0;  ///< launching, or in service for less than the warm-up
};

/// Of those in service each must be looked at, unless they are warm at once.
std::int64_t in_service_for_less(Environment& env, const AutoScalingGroup& group,
                                 std::chrono::seconds warm_up) {
  if (warm_up.count() == 0) return 0;
  const TimePoint now = env.scheduler.now();
  return std::ranges::count_if(
      env.store.get<AutoScalingInstanceRepository>().in_state(group.number, LifecycleState::kInService),
      [&](const AutoScalingInstance& instance) {
        return now - time_of(integer_at(instance.document, "InServiceSince")) < warm_up;
      });
}

Instances instances_of(Environment& env, const AutoScalingGroup& group, std::chrono::seconds warm_up) {
  Instances instances;
  for (const auto& [state, count] : env.store.get<AutoScalingInstanceRepository>().counts(group.number)) {
    if (counts_as_capacity(state)) instances.all += count;
    if (is_launching(state)) instances.young += count;
  }
  instances.young += in_service_for_less(env, group, warm_up);
  return instances;
}

std::int64_t desired_of(const AutoScalingGroup& group) {
  return integer_at(group.document, "DesiredCapacity");
}

/// A new capacity; nothing if the policy leaves it.
using NewCapacity = ApiResult<std::optional<std::int64_t>>;

NewCapacity simple(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& policy,
                   const Trigger& trigger) {
  if (trigger.honor_cooldown) ENI_CHECK(check_cooldown(group, env.scheduler.now()));
  const std::int64_t magnitude =
      integer_at(policy.document, "MinAdjustmentMagnitude", integer_at(policy.document, "MinAdjustmentStep"));
  return std::optional{
      scaling::adjusted_capacity(desired_of(group), text_at(policy.document, "AdjustmentType"),
                                 integer_at(policy.document, "ScalingAdjustment"), magnitude)};
}

NewCapacity stepped(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& policy,
                    const Trigger& trigger) {
  if (!trigger.metric || !trigger.threshold)
    return aws::validation_error("MetricValue and BreachThreshold are required for policy type StepScaling.");
  const auto adjustment = scaling::step_for(steps_of(policy), *trigger.metric - *trigger.threshold);
  if (!adjustment) return std::optional<std::int64_t>{};
  const std::int64_t desired = desired_of(group);
  const std::int64_t young = instances_of(env, group, warm_up_of(env, group, policy)).young;
  const std::string type = text_at(policy.document, "AdjustmentType");
  const std::int64_t magnitude = integer_at(policy.document, "MinAdjustmentMagnitude");
  // Instances that warm up are no part of the capacity that grows, and keep it from shrinking.
  const std::int64_t grown =
      scaling::adjusted_capacity(std::max<std::int64_t>(0, desired - young), type, *adjustment, magnitude);
  if (grown > desired) return std::optional{grown};
  const std::int64_t shrunk = scaling::adjusted_capacity(desired, type, *adjustment, magnitude);
  if (shrunk < desired && young == 0) return std::optional{shrunk};
  return std::optional<std::int64_t>{};
}

/// A capacity provider's reservation says how many times the instances that there are would do. Of a group that has another
/// capacity by now it says nothing: at AWS's pace a minute lies between, at the pace "instant" the next datum is on its way.
bool is_outdated(const AutoScalingGroup& group, const Trigger& trigger) {
  return trigger.measured && *trigger.measured <= last_desired_change(group);
}

NewCapacity tracked(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& policy,
                    const Trigger& trigger) {
  const json::object& configuration = object_at(policy.document, "TargetTrackingConfiguration");
  const json::value* target = find(configuration, "TargetValue");
  if (!trigger.metric || !target) return std::optional<std::int64_t>{};
  const std::string metric_namespace =
      text_at(object_at(configuration, "CustomizedMetricSpecification"), "Namespace");
  if (metric_namespace == scaling::kManagedScaling && is_outdated(group, trigger))
    return std::optional<std::int64_t>{};
  const std::int64_t desired = desired_of(group);
  const auto [all, young] = instances_of(env, group, warm_up_of(env, group, policy));
  const double wanted = target->to_number<double>();
  if (trigger.is_low) {
    if (young > 0 || flag_at(configuration, "DisableScaleIn")) return std::optional<std::int64_t>{};
    // A minute lies between the steps, which takes no time at the pace "instant". An empty group's instances have the same
    // reservation after each step, none, so no other alarm would ask for the next one.
    const bool is_at_once =
        metric_namespace == scaling::kManagedScaling && env.settings.pace == Settings::Pace::kInstant;
    const std::int64_t left = is_at_once ? scaling::tracked_in_at_last(desired, *trigger.metric, wanted)
                                         : scaling::tracked_in(desired, *trigger.metric, wanted);
    return std::optional{std::min(desired, left)};
  }
  // A capacity provider's reservation is not looked at until all instances are warm.
  if (metric_namespace == scaling::kManagedScaling && young > 0) return std::optional<std::int64_t>{};
  // The metric is that of the instances that there are: those whose launch fails have no part in it.
  const std::int64_t warm = std::max<std::int64_t>(0, std::min(desired, all) - young);
  return std::optional{std::max(desired, scaling::tracked_out(warm, *trigger.metric, wanted))};
}

NewCapacity new_capacity(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& policy,
                         const Trigger& trigger) {
  const std::string type = text_at(policy.document, "PolicyType");
  if (type == kTargetTracking) return tracked(env, group, policy, trigger);
  if (type == kStepScaling) return stepped(env, group, policy, trigger);
  return simple(env, group, policy, trigger);
}

}  // namespace

ApiResult<Scaled> scale(Environment& env, std::int64_t number, const AutoScalingPart& policy,
                        const Trigger& trigger) {
  auto& groups = env.store.get<AutoScalingRepository>();
  auto group = groups.find(number);
  if (!group || group->is_deleting) return Scaled::kNot;
  ENI_TRY(const auto wanted, new_capacity(env, *group, policy, trigger));
  if (!wanted) return Scaled::kNot;
  const std::int64_t desired =
      std::clamp(*wanted, integer_at(group->document, "MinSize"), integer_at(group->document, "MaxSize"));
  if (desired == desired_of(*group)) return *wanted == desired ? Scaled::kNot : Scaled::kBounded;
  change_desired(*group, desired, trigger.cause, env.scheduler.now());
  if (text_at(policy.document, "PolicyType") == kSimpleScaling)
    begin_cooldown(*group, env.scheduler.now(), integer_at(policy.document, "Cooldown", -1));
  groups.update(*group);
  return Scaled::kDone;
}

}  // namespace eni::sandbox::autoscaling_service
