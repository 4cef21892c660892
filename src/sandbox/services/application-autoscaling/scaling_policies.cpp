/// PutScalingPolicy, DescribeScalingPolicies, DeleteScalingPolicy.
#include "sandbox/gateway/commit_hook.h"
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

}  // namespace

Task<ApiResult<Reply>> put_scaling_policy(Call& call) {
  ENI_CO_TRY(const ScalableTarget target, find_target(call));
  const auto before =
      repository(call).find_part(target.number, kPolicy, call.params.text_or("PolicyName", ""));
  ENI_CO_TRY(ScalingPart policy, read_policy(call, target, before ? &*before : nullptr));
  if (!before && repository(call).parts(target.number, kPolicy).size() >= kMaxPolicies)
    co_return ApiError{"LimitExceededException",  // Assumed wording.
                       "A scalable target can have at most 50 scaling policies."};
  name_alarms(call, target, policy);
  TargetPolicy stored{call.env, target, policy};
  const auto written = [&call, &policy] { run_commit_hook(call, reply_of(policy)); };
  auto putting = scaling::put_policy(call.env, stored, policy.document, written);
  ENI_CO_CHECK(co_await std::move(putting));
  // While CloudWatch was asked, the target may have been deregistered.
  ENI_CO_CHECK(find_target(call));
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
  TargetPolicy stored{call.env, *target, *policy};
  auto deleting = scaling::delete_policy(call.env, stored);
  co_await std::move(deleting);
  co_return Reply{json::object{}};
}

}  // namespace eni::sandbox::application_autoscaling_service
