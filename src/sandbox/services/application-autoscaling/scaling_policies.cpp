/// PutScalingPolicy, DescribeScalingPolicies, DeleteScalingPolicy.
#include "sandbox/services/application-autoscaling/alarms.h"
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/operations.h"
#include "sandbox/services/application-autoscaling/policy.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::size_t kMaxPolicies = 50;
constexpr ScalingPartKind kPolicy = ScalingPartKind::kPolicy;

Reply reply_of(const ScalingPart& policy) {
  json::object reply{{"PolicyARN", text_at(policy.document, "PolicyARN")}};
  reply["Alarms"] = array_at(policy.document, "Alarms");
  return Reply{std::move(reply)};
}

/// Alarms that the policy had and has no more.
ScalingPart with_lost_alarms(const ScalingPart& before, const ScalingPart& now) {
  ScalingPart lost = before;
  json::array alarms;
  for (const json::value& alarm : array_at(before.document, "Alarms")) {
    bool is_kept = false;
    for (const json::value& kept : array_at(now.document, "Alarms"))
      if (text_at(kept, "AlarmName") == text_at(alarm, "AlarmName")) is_kept = true;
    if (!is_kept) alarms.push_back(alarm);
  }
  lost.document["Alarms"] = std::move(alarms);
  return lost;
}

}  // namespace

/// The policy is in the store, with the names of its alarms, before they are made: so none is left behind.
Task<ApiResult<Reply>> put_scaling_policy(Call& call) {
  ENI_CO_TRY(const ScalableTarget target, find_target(call));
  const auto before =
      repository(call).find_part(target.number, kPolicy, call.params.text_or("PolicyName", ""));
  ENI_CO_TRY(ScalingPart policy, read_policy(call, target, before ? &*before : nullptr));
  if (!before && repository(call).parts(target.number, kPolicy).size() >= kMaxPolicies)
    co_return ApiError{"LimitExceededException",  // Assumed wording.
                       "A scalable target can have at most 50 scaling policies."};
  name_alarms(call, target, policy);
  policy.document["_alarmsDue"] = true;
  repository(call).put_part(policy);
  if (before) {
    auto deleting = delete_alarms(call.env, target, with_lost_alarms(*before, policy));
    co_await std::move(deleting);
  }
  auto putting = put_alarms(call.env, target, policy);
  const auto put = co_await std::move(putting);
  if (put.has_error()) {
    if (before) {
      repository(call).put_part(*before);
    } else {
      auto deleting = delete_alarms(call.env, target, policy);
      co_await std::move(deleting);
      repository(call).remove_part(target.number, kPolicy, policy.name);
    }
    co_return put.error();
  }
  // While CloudWatch was asked, the target may have been deregistered.
  if (!repository(call).find(target.number)) {
    auto deleting = delete_alarms(call.env, target, policy);
    co_await std::move(deleting);
    ENI_CO_CHECK(find_target(call));
  }
  policy.document.erase("_alarmsDue");
  repository(call).put_part(policy);
  co_return reply_of(policy);
}

ApiResult<Reply> describe_scaling_policies(Call& call) {
  std::vector<std::string> keys;
  json::array values;
  for (const ScalableTarget& target : asked_targets(call)) {
    for (const ScalingPart& policy : repository(call).parts(target.number, kPolicy)) {
      if (!is_asked(call, "PolicyNames", policy.name)) continue;
      keys.push_back(target.resource_id + "\n" + policy.name);
      values.push_back(policy_value(policy, target));
    }
  }
  return page_of(call, "ScalingPolicies", keys, values);
}

Task<ApiResult<Reply>> delete_scaling_policy(Call& call) {
  ENI_CO_TRY(const std::string resource_id, read_resource_id(call));
  const auto target = find_target(call);
  const auto policy = target.has_value() ? repository(call).find_part(target->number, kPolicy,
                                                                      call.params.text_or("PolicyName", ""))
                                         : std::nullopt;
  if (!policy) co_return not_found("scaling policy", resource_id);
  auto deleting = delete_alarms(call.env, *target, *policy);
  co_await std::move(deleting);
  repository(call).remove_part(target->number, kPolicy, policy->name);
  co_return Reply{json::object{}};
}

}  // namespace eni::sandbox::application_autoscaling_service
