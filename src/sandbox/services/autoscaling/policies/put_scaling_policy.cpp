/// PutScalingPolicy, DeletePolicy, DescribePolicies, DescribeAdjustmentTypes.
#include <algorithm>

#include "sandbox/gateway/commit_hook.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/policies/alarms.h"
#include "sandbox/services/autoscaling/policies/operations.h"
#include "sandbox/services/autoscaling/policies/policy.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxPolicies = 50;
constexpr AutoScalingPartKind kPolicy = AutoScalingPartKind::kPolicy;

Reply reply_of(const AutoScalingPart& policy) {
  json::object reply{{"PolicyARN", text_at(policy.document, "PolicyARN")}};
  reply["Alarms"] = array_at(policy.document, "Alarms");
  return Reply{std::move(reply)};
}

/// The name of a policy, which a call may give as an ARN.
std::string plain_name(const std::string& name) {
  const auto named = policy_named_by(name);
  return named ? named->policy : name;
}

bool is_wanted(const AutoScalingPart& policy, const json::object& input) {
  const auto names = texts_at(input, "PolicyNames");
  const auto types = texts_at(input, "PolicyTypes");
  const bool is_named =
      std::ranges::any_of(names, [&](const std::string& name) { return plain_name(name) == policy.name; });
  const bool is_typed = std::ranges::find(types, text_at(policy.document, "PolicyType")) != types.end();
  return (names.empty() || is_named) && (types.empty() || is_typed);
}

ApiResult<std::vector<AutoScalingGroup>> asked_groups(const Call& call, const json::object& input) {
  const std::string name = text_at(input, "AutoScalingGroupName");
  if (name.empty()) return groups_of(call).list(place_of(call), "", -1);
  ENI_TRY(auto group, find_group(call, name));
  return std::vector<AutoScalingGroup>{std::move(group)};
}

}  // namespace

Task<ApiResult<Reply>> put_scaling_policy(Call& call) {
  const json::object input = typed_input(call, "PutScalingPolicy");
  ENI_CO_TRY(const auto group, changeable_group(call));
  const auto before = groups_of(call).find_part(group.number, kPolicy, text_at(input, "PolicyName"));
  ENI_CO_TRY(auto policy, read_policy(call, group, input, before ? &*before : nullptr));
  if (!before && groups_of(call).parts(group.number, kPolicy).size() >= kMaxPolicies)
    co_return ApiError{"LimitExceeded", "An Auto Scaling group can have at most 50 scaling policies.", 400};
  name_alarms(call, group, policy);
  GroupPolicy stored{call.env, group, policy.name};
  const auto written = [&call, &policy] { run_commit_hook(call, reply_of(policy)); };
  auto putting = scaling::put_policy(call.env, stored, policy.document, written);
  ENI_CO_CHECK(co_await std::move(putting));
  co_return reply_of(policy);
}

Task<ApiResult<Reply>> delete_policy(Call& call) {
  const json::object input = typed_input(call, "DeletePolicy");
  const std::string name = text_at(input, "PolicyName");
  const auto named = policy_named_by(name);
  std::string group_name = text_at(input, "AutoScalingGroupName");
  if (group_name.empty() && named) group_name = named->group;
  ENI_CO_TRY(const auto group, find_group(call, group_name));
  const auto policy = groups_of(call).find_part(group.number, kPolicy, plain_name(name));
  if (!policy) co_return aws::validation_error("PolicyName: " + name + " not found");
  GroupPolicy stored{call.env, group, policy->name};
  auto deleting = scaling::delete_policy(call.env, stored);
  co_await std::move(deleting);
  co_return empty_reply();
}

ApiResult<Reply> describe_policies(Call& call) {
  const json::object input = typed_input(call, "DescribePolicies");
  ENI_TRY(const auto groups, asked_groups(call, input));
  std::vector<std::string> keys;
  json::array values;
  for (const AutoScalingGroup& group : groups) {
    for (const AutoScalingPart& policy : groups_of(call).parts(group.number, kPolicy)) {
      if (!is_wanted(policy, input)) continue;
      keys.push_back(text_at(policy.document, "PolicyARN"));
      values.push_back(policy_value(policy, group));
    }
  }
  ENI_TRY(const Page page, page_of(call, keys, 50));
  return page_reply("ScalingPolicies", json::array(values.begin() + page.begin, values.begin() + page.end),
                    page.next_token);
}

ApiResult<Reply> describe_adjustment_types(Call& call) {
  static_cast<void>(call);
  json::array types;
  for (const std::string_view name : {"ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"})
    types.push_back(json::object{{"AdjustmentType", name}});
  return page_reply("AdjustmentTypes", std::move(types), {});
}

}  // namespace eni::sandbox::autoscaling_service
