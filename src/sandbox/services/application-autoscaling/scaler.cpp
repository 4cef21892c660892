#include "sandbox/services/application-autoscaling/scaler.h"

#include "sandbox/scaling/alarm_state.h"
#include "sandbox/scaling/target_tracking.h"
#include "sandbox/services/application-autoscaling/activity.h"
#include "sandbox/services/application-autoscaling/calls.h"
#include "sandbox/services/application-autoscaling/decision.h"
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/policy.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

/// Source: Application Auto Scaling API Reference, TargetTrackingScalingPolicyConfiguration: the default for ECS services.
constexpr std::int64_t kDefaultCooldown = 300;

bool is_deploying(const json::object& service) {
  for (const json::value& deployment : array_at(service, "deployments"))
    if (text_at(deployment, "rolloutState") == "IN_PROGRESS") return true;
  return array_at(service, "deployments").size() > 1;
}

/// At the pace "instant" only a cooldown that somebody has set is waited for.
std::int64_t cooldown_of(Environment& env, const json::object& configuration, std::string_view name) {
  const std::int64_t usual = env.settings.pace == Settings::Pace::kInstant ? 0 : kDefaultCooldown;
  return integer_at(configuration, name, usual) * 1000;
}

ServiceView view_of(Environment& env, const ScalableTarget& target, const json::object& service) {
  const std::int64_t now = millis(env.scheduler.now());
  const json::object& suspended = object_at(target.document, "SuspendedState");
  ServiceView view;
  view.running = integer_at(service, "runningCount");
  view.desired = integer_at(service, "desiredCount");
  view.min = integer_at(target.document, "MinCapacity");
  view.max = integer_at(target.document, "MaxCapacity");
  view.is_deploying = is_deploying(service);
  if (now < integer_at(target.document, "_outUntil"))
    view.scaling_out_from = integer_at(target.document, "_outFrom");
  view.is_cooling_in = now < integer_at(target.document, "_inUntil");
  view.is_out_suspended = flag_at(suspended, "DynamicScalingOutSuspended");
  view.is_in_suspended = flag_at(suspended, "DynamicScalingInSuspended");
  return view;
}

/// The activity is in the store before ECS is asked.
Task<void> set_count(Environment& env, ScalableTarget target, std::int64_t count, std::string cause) {
  const auto activity = begin_activity(env, target, count, cause);
  auto setting = set_desired_count(env, place_of(target), target.resource_id, count);
  const auto set = co_await std::move(setting);
  if (set.has_error()) fail_activity(env, activity, set.error().message);
}

void begin_cooldown(Environment& env, ScalableTarget& target, const ScalingPart& policy,
                    const ServiceView& view, std::int64_t count) {
  const bool tracks = text_at(policy.document, "PolicyType") == kTargetTracking;
  const json::object& configuration =
      object_at(policy.document, tracks ? kTrackingConfiguration : kStepConfiguration);
  const std::int64_t now = millis(env.scheduler.now());
  if (count > view.desired) {
    target.document["_outFrom"] = view.scaling_out_from.value_or(view.running);
    target.document["_outUntil"] =
        now + cooldown_of(env, configuration, tracks ? "ScaleOutCooldown" : "Cooldown");
  } else {
    target.document["_inUntil"] =
        now + cooldown_of(env, configuration, tracks ? "ScaleInCooldown" : "Cooldown");
  }
  env.store.get<ApplicationAutoScalingRepository>().update(target);
}

/// The alarms of the target's other policies that track a value.
std::vector<std::string> alarms_of_others(Environment& env, std::int64_t target, std::string_view policy) {
  std::vector<std::string> names;
  for (const ScalingPart& other :
       env.store.get<ApplicationAutoScalingRepository>().parts(target, ScalingPartKind::kPolicy)) {
    if (other.name == policy) continue;
    for (const json::value& alarm : array_at(other.document, "Alarms"))
      names.push_back(text_at(alarm, "AlarmName"));
  }
  return names;
}

}  // namespace

Task<bool> act_on_alarm(Environment& env, ScalableTarget target, ScalingPart policy, json::object alarm) {
  const std::string name = text_at(alarm, "AlarmName");
  const Place place = place_of(target);
  const bool tracks = text_at(policy.document, "PolicyType") == kTargetTracking;
  AlarmView view;
  view.is_low = tracks && scaling::is_low_alarm(name);
  view.threshold = scaling::number_in(alarm, "Threshold").value_or(0);
  auto measuring =
      scaling::metric_of_alarm(env, role_principal(env, place, kManageAlarms), place.region, alarm);
  const auto metric = co_await std::move(measuring);
  if (!metric) co_return false;
  view.metric = *metric;
  if (view.is_low) {
    auto asking = scaling::all_want_in(env, role_principal(env, place, kManageAlarms), place.region,
                                       alarms_of_others(env, target.number, policy.name));
    const bool agreed = co_await std::move(asking);
    if (!agreed) co_return false;
  }
  auto describing = describe_service(env, place, target.resource_id);
  const auto service = co_await std::move(describing);
  if (service.has_error()) co_return false;
  // While others were asked, the target may have changed.
  auto now = env.store.get<ApplicationAutoScalingRepository>().find(target.number);
  if (!now) co_return false;
  const ServiceView seen = view_of(env, *now, *service);
  const auto count = tracks ? track(seen, object_at(policy.document, kTrackingConfiguration), view)
                            : step(seen, object_at(policy.document, kStepConfiguration), view);
  if (!count) co_return seen.is_deploying;
  begin_cooldown(env, *now, policy, seen, *count);
  auto setting = set_count(env, *now, *count,
                           "monitor alarm " + name + " in state ALARM triggered policy " + policy.name);
  co_await std::move(setting);
  co_return false;
}

Task<void> enforce_bounds(Environment& env, std::int64_t number) {
  auto& targets = env.store.get<ApplicationAutoScalingRepository>();
  const auto before = targets.find(number);
  if (!before || !flag_at(before->document, "_enforce")) co_return;
  auto describing = describe_service(env, place_of(*before), before->resource_id);
  const auto service = co_await std::move(describing);
  auto target = targets.find(number);
  if (!target) co_return;
  target->document.erase("_enforce");
  targets.update(*target);
  if (service.has_error()) co_return;
  const std::int64_t desired = integer_at(*service, "desiredCount");
  const std::int64_t min = integer_at(target->document, "MinCapacity");
  const std::int64_t max = integer_at(target->document, "MaxCapacity");
  if (desired >= min && desired <= max) co_return;
  const bool is_below = desired < min;
  const std::int64_t bound = is_below ? min : max;
  auto setting = set_count(
      env, *target, bound,
      std::string(is_below ? "minimum" : "maximum") + " capacity was set to " + std::to_string(bound));
  co_await std::move(setting);
}

Task<void> catch_up(Environment& env, ScalableTarget target) {
  auto& targets = env.store.get<ApplicationAutoScalingRepository>();
  if (targets.activities_under_way(target.account, target.region, target.resource_id).empty()) co_return;
  auto describing = describe_service(env, place_of(target), target.resource_id);
  const auto service = co_await std::move(describing);
  if (service.has_error() || is_deploying(*service)) co_return;
  if (integer_at(*service, "runningCount") == integer_at(*service, "desiredCount"))
    end_activities(env, aws::AccountId{target.account}, aws::Region{target.region}, target.resource_id);
}

}  // namespace eni::sandbox::application_autoscaling_service
