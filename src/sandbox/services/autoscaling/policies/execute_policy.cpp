/// ExecutePolicy.
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/policies/operations.h"
#include "sandbox/services/autoscaling/policies/policy.h"
#include "sandbox/services/autoscaling/policies/scale.h"

namespace eni::sandbox::autoscaling_service {
namespace {

std::optional<double> number_at(const json::object& input, std::string_view name) {
  const json::value* value = find(input, name);
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

}  // namespace

ApiResult<Reply> execute_policy(Call& call) {
  const json::object input = typed_input(call, "ExecutePolicy");
  const std::string name = text_at(input, "PolicyName");
  const auto named = policy_named_by(name);
  std::string group_name = text_at(input, "AutoScalingGroupName");
  if (group_name.empty() && named) group_name = named->group;
  ENI_TRY(const auto group, find_group(call, group_name));
  const auto policy =
      groups_of(call).find_part(group.number, AutoScalingPartKind::kPolicy, named ? named->policy : name);
  if (!policy) return aws::validation_error("PolicyName: " + name + " not found");
  const std::string type = text_at(policy->document, "PolicyType");
  if (type == kTargetTracking)
    return aws::validation_error("Policy type TargetTrackingScaling cannot be executed.");
  Trigger trigger;
  trigger.cause = "a user request executed policy " + policy->name;
  trigger.metric = number_at(input, "MetricValue");
  trigger.threshold = number_at(input, "BreachThreshold");
  trigger.honor_cooldown = flag_at(input, "HonorCooldown");
  ENI_CHECK(scale(call.env, group.number, *policy, trigger));
  engine_of(call.env).consider(group.number);
  return empty_reply();
}

}  // namespace eni::sandbox::autoscaling_service
