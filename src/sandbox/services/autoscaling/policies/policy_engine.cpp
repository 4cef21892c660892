#include "sandbox/services/autoscaling/policies/policy_engine.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/scaling/alarm_state.h"
#include "sandbox/scaling/target_tracking.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/policies/alarms.h"
#include "sandbox/services/autoscaling/policies/policy.h"
#include "sandbox/services/autoscaling/policies/scale.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// The alarms of the group's other policies that track a target.
std::vector<std::string> alarms_of_others(Environment& env, std::int64_t group, std::string_view policy) {
  std::vector<std::string> names;
  for (const AutoScalingPart& other :
       env.store.get<AutoScalingRepository>().parts(group, AutoScalingPartKind::kPolicy)) {
    if (other.name == policy || !flag_at(other.document, "Enabled", true)) continue;
    for (const json::value& alarm : array_at(other.document, "Alarms"))
      names.push_back(text_at(alarm, "AlarmName"));
  }
  return names;
}

}  // namespace

void PolicyEngine::start() {
  auto& groups = env_.store.get<AutoScalingRepository>();
  for (const std::int64_t group : groups.all_numbers())
    if (!groups.parts(group, AutoScalingPartKind::kPolicy).empty()) settling_.begin(group);
}

void PolicyEngine::receive(const Event& event) {
  if (event.detail_type != "CloudWatch Alarm State Change") return;
  metrics_.note(event);
  if (text_at(object_at(event.detail, "state"), "value") == "ALARM") looks_.begin(scaling::alarm_of(event));
}

Task<void> PolicyEngine::take_up(std::int64_t number) {
  auto& groups = env_.store.get<AutoScalingRepository>();
  const auto group = groups.find(number);
  if (!group) co_return;
  for (const AutoScalingPart& policy : groups.parts(number, AutoScalingPartKind::kPolicy)) {
    if (!scaling::is_due(policy.document)) continue;
    GroupPolicy stored{env_, *group, policy.name};
    auto settling = scaling::settle(env_, stored);
    const auto settled = co_await std::move(settling);
    if (settled.has_error())
      env_.log.warn("alarms of a scaling policy were not made",
                    {{"policy", policy.name}, {"error", settled.error().message}});
  }
}

Task<void> PolicyEngine::look_at(AlarmKey key) {
  const auto& [account, region, name] = key;
  auto asking =
      scaling::describe_alarm(env_, service_principal(aws::AccountId{account}), aws::Region{region}, name);
  auto alarm = co_await std::move(asking);
  if (!alarm || text_at(*alarm, "StateValue") != "ALARM" || !flag_at(*alarm, "ActionsEnabled", true))
    co_return;
  metrics_.add_to(*alarm, key);
  for (const std::string& action : texts_at(*alarm, "AlarmActions")) {
    if (!policy_named_by(action)) continue;
    auto acting = act(key, *alarm, action);
    co_await std::move(acting);
  }
}

Task<void> PolicyEngine::act(AlarmKey key, json::object alarm, std::string policy_arn) {
  const auto& [account, region, name] = key;
  const auto named = policy_named_by(policy_arn);
  auto& groups = env_.store.get<AutoScalingRepository>();
  const auto group = groups.find(AutoScalingPlace{account, region}, named->group);
  if (!group || is_suspended(*group, "AlarmNotification")) co_return;
  const auto policy = groups.find_part(group->number, AutoScalingPartKind::kPolicy, named->policy);
  if (!policy || text_at(policy->document, "PolicyARN") != policy_arn ||
      !flag_at(policy->document, "Enabled", true))
    co_return;
  Trigger trigger;
  trigger.cause = "a monitor alarm " + name + " in state ALARM triggered policy " + policy->name;
  trigger.threshold = scaling::number_in(alarm, "Threshold");
  trigger.is_low = scaling::is_low_alarm(name);
  auto measuring =
      scaling::metric_of_alarm(env_, service_principal(aws::AccountId{account}), aws::Region{region}, alarm);
  if (const auto metric = co_await std::move(measuring)) {
    trigger.metric = metric->value;
    trigger.measured = metric->measured;
  }
  if (trigger.is_low && text_at(policy->document, "PolicyType") == kTargetTracking) {
    auto asking = scaling::all_want_in(env_, service_principal(aws::AccountId{account}), aws::Region{region},
                                       alarms_of_others(env_, group->number, policy->name));
    const bool agreed = co_await std::move(asking);
    if (!agreed) co_return;
  }
  // While CloudWatch was asked, the policy may have changed.
  const auto now = groups.find_part(group->number, AutoScalingPartKind::kPolicy, named->policy);
  if (!now || text_at(now->document, "PolicyARN") != policy_arn || !flag_at(now->document, "Enabled", true))
    co_return;
  const auto scaled = scale(env_, group->number, *now, trigger);
  const bool is_bounded = scaled.has_value() && *scaled == Scaled::kBounded;
  if (scaled.has_value() && *scaled == Scaled::kDone) {
    consider_(group->number);
  } else if (env_.settings.pace == Settings::Pace::kInstant &&
             (is_bounded || is_launching_any(env_.store, group->number))) {
    put_off_[group->number][key] = is_bounded ? sizes_of(group->number) : std::nullopt;
  }
}

std::optional<PolicyEngine::Sizes> PolicyEngine::sizes_of(std::int64_t number) {
  const auto group = env_.store.get<AutoScalingRepository>().find(number);
  if (!group) return std::nullopt;
  return Sizes{integer_at(group->document, "MinSize"), integer_at(group->document, "MaxSize")};
}

void PolicyEngine::group_looked_at(std::int64_t group) {
  const auto put_off = put_off_.find(group);
  if (put_off == put_off_.end() || is_launching_any(env_.store, group)) return;
  const auto sizes = sizes_of(group);
  std::erase_if(put_off->second, [&](const auto& waiting) {
    const auto& [alarm, bounds] = waiting;
    if (bounds && bounds == sizes) return false;
    looks_.begin(alarm);
    return true;
  });
  if (put_off->second.empty()) put_off_.erase(put_off);
}

}  // namespace eni::sandbox::autoscaling_service
