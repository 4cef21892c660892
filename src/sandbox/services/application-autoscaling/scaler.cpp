#include "sandbox/services/application-autoscaling/scaler.h"

#include <algorithm>

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

/// What ECS says of a service that is no more.
bool is_final(const ApiError& error) {
  constexpr std::string_view kCodes[] = {"ValidationException", "ClusterNotFoundException",
                                         "ServiceNotFoundException", "ServiceNotActiveException"};
  return std::ranges::find(kCodes, error.code) != std::end(kCodes);
}

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

bool tracks(const ScalingPart& policy) { return text_at(policy.document, "PolicyType") == kTargetTracking; }

const json::object& configuration_of(const ScalingPart& policy) {
  return object_at(policy.document, tracks(policy) ? kTrackingConfiguration : kStepConfiguration);
}

/// @param activity  is in the store
Task<ApiResult<void>> ask_for_count(Environment& env, ScalableTarget target,
                                    ApplicationScalingActivity activity) {
  auto setting = set_desired_count(env, place_of(target), target.resource_id, count_of(activity));
  const auto set = co_await std::move(setting);
  if (set.has_error()) {
    fail_activity(env, std::move(activity), set.error().message);
    co_return set.error();
  }
  note_taken(env, std::move(activity));
  co_return ApiResult<void>{};
}

/// The activity is in the store before ECS is asked.
Task<ApiResult<void>> set_count(Environment& env, ScalableTarget target, std::int64_t count,
                                std::string cause) {
  const auto activity = begin_activity(env, target, count, cause);
  auto asking = ask_for_count(env, target, activity);
  co_return co_await std::move(asking);
}

/// Once ECS has taken the count.
void begin_cooldown(Environment& env, std::int64_t number, const ScalingPart& policy, const ServiceView& view,
                    std::int64_t count) {
  auto found = env.store.get<ApplicationAutoScalingRepository>().find(number);
  if (!found) return;
  ScalableTarget& target = *found;
  const json::object& configuration = configuration_of(policy);
  const std::int64_t now = millis(env.scheduler.now());
  if (count > view.desired) {
    target.document["_outFrom"] = view.scaling_out_from.value_or(view.running);
    target.document["_outUntil"] =
        now + cooldown_of(env, configuration, tracks(policy) ? "ScaleOutCooldown" : "Cooldown");
  } else {
    target.document["_inUntil"] =
        now + cooldown_of(env, configuration, tracks(policy) ? "ScaleInCooldown" : "Cooldown");
  }
  env.store.get<ApplicationAutoScalingRepository>().update(target);
}

std::optional<ScalingPart> policy_of(Environment& env, std::int64_t target, const std::string& arn) {
  const auto named = policy_named_by(arn);
  if (!named) return std::nullopt;
  auto policy = env.store.get<ApplicationAutoScalingRepository>().find_part(target, ScalingPartKind::kPolicy,
                                                                            named->policy);
  if (policy && text_at(policy->document, "PolicyARN") != arn) policy.reset();
  return policy;
}

/// Other bounds than these may have been set meanwhile, and are still to be enforced.
void note_enforced(Environment& env, const ScalableTarget& target) {
  auto& targets = env.store.get<ApplicationAutoScalingRepository>();
  auto now = targets.find(target.number);
  if (!now) return;
  for (const std::string_view bound : {"MinCapacity", "MaxCapacity"})
    if (integer_at(now->document, bound) != integer_at(target.document, bound)) return;
  now->document.erase("_enforce");
  targets.update(*now);
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

Task<bool> act_on_alarm(Environment& env, std::int64_t number, std::string policy_arn, json::object alarm) {
  auto& targets = env.store.get<ApplicationAutoScalingRepository>();
  auto target = targets.find(number);
  auto policy = policy_of(env, number, policy_arn);
  if (!target || !policy) co_return false;
  const std::string name = text_at(alarm, "AlarmName");
  const Place place = place_of(*target);
  const Principal role = role_principal(env, place, kManageAlarms);
  AlarmView view;
  view.is_low = tracks(*policy) && scaling::is_low_alarm(name);
  view.threshold = scaling::number_in(alarm, "Threshold").value_or(0);
  auto measuring = scaling::metric_of_alarm(env, role, place.region, alarm);
  const auto metric = co_await std::move(measuring);
  if (!metric) co_return false;
  view.metric = metric->value;
  if (view.is_low) {
    auto asking = scaling::all_want_in(env, role, place.region, alarms_of_others(env, number, policy->name));
    const bool agreed = co_await std::move(asking);
    if (!agreed) co_return false;
  }
  auto describing = describe_service(env, place, target->resource_id);
  const auto service = co_await std::move(describing);
  if (service.has_error()) co_return false;
  // While others were asked, the target and its policy may have changed.
  target = targets.find(number);
  policy = policy_of(env, number, policy_arn);
  if (!target || !policy) co_return false;
  const ServiceView seen = view_of(env, *target, *service);
  const auto count = tracks(*policy) ? track(seen, configuration_of(*policy), view)
                                     : step(seen, configuration_of(*policy), view);
  if (!count) co_return seen.is_deploying;
  auto setting = set_count(env, *target, *count,
                           "monitor alarm " + name + " in state ALARM triggered policy " + policy->name);
  const auto set = co_await std::move(setting);
  if (set.has_value()) begin_cooldown(env, number, *policy, seen, *count);
  co_return false;
}

Task<Outcome> enforce_bounds(Environment& env, std::int64_t number) {
  const auto before = env.store.get<ApplicationAutoScalingRepository>().find(number);
  if (!before || !flag_at(before->document, "_enforce")) co_return Outcome::kDone;
  auto describing = describe_service(env, place_of(*before), before->resource_id);
  const auto service = co_await std::move(describing);
  const auto target = env.store.get<ApplicationAutoScalingRepository>().find(number);
  if (!target) co_return Outcome::kDone;
  if (service.has_error() && !is_final(service.error())) co_return Outcome::kRefused;
  const std::int64_t min = integer_at(target->document, "MinCapacity");
  const std::int64_t max = integer_at(target->document, "MaxCapacity");
  const std::int64_t desired = service.has_value() ? integer_at(*service, "desiredCount") : min;
  const std::int64_t count = std::clamp(desired, min, max);
  if (count != desired) {
    auto setting = set_count(
        env, *target, count,
        std::string(count == min ? "minimum" : "maximum") + " capacity was set to " + std::to_string(count));
    const auto set = co_await std::move(setting);
    if (set.has_error() && !is_final(set.error())) co_return Outcome::kRefused;
  }
  note_enforced(env, *target);
  co_return Outcome::kDone;
}

Task<Outcome> catch_up(Environment& env, std::int64_t number) {
  auto& targets = env.store.get<ApplicationAutoScalingRepository>();
  for (bool asked = true; asked;) {
    asked = false;
    const auto target = targets.find(number);
    if (!target) break;
    const auto under_way = targets.activities_under_way(target->account, target->region, target->resource_id);
    if (under_way.empty()) break;
    auto describing = describe_service(env, place_of(*target), target->resource_id);
    const auto service = co_await std::move(describing);
    if (service.has_error()) {
      if (!is_final(service.error())) co_return Outcome::kRefused;
      for (const auto& activity : under_way) fail_activity(env, activity, service.error().message);
      break;
    }
    for (const ApplicationScalingActivity& activity : under_way) {
      if (is_taken(activity)) continue;
      asked = true;
      auto asking = ask_for_count(env, *target, activity);
      static_cast<void>(co_await std::move(asking));
    }
    const bool is_steady = !is_deploying(*service) &&
                           integer_at(*service, "runningCount") == integer_at(*service, "desiredCount");
    if (!asked && is_steady)
      end_activities(env, aws::AccountId{target->account}, aws::Region{target->region}, target->resource_id);
  }
  co_return Outcome::kDone;
}

}  // namespace eni::sandbox::application_autoscaling_service
