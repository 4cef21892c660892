#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/target_groups/operations.h"
#include "sandbox/services/elasticloadbalancing/target_groups/target_group_value.h"

namespace eni::sandbox::elb_service {
namespace {

ApiResult<std::vector<ElbTargetGroup>> of_load_balancer(const Call& call, const std::string& arn) {
  ENI_CHECK(check_arn(call, "loadbalancer", arn));
  const auto owner = repository(call).find_load_balancer(arn);
  if (!owner) return load_balancers_not_found({arn});
  std::vector<ElbTargetGroup> found;
  for (const ElbTargetGroupNumber number : repository(call).target_groups_of(owner->number))
    if (auto group = target_repository(call).find_group(number)) found.push_back(*std::move(group));
  return found;
}

ApiResult<std::vector<ElbTargetGroup>> asked(const Call& call) {
  const std::string load_balancer = call.params.text_or("LoadBalancerArn", "");
  const auto arns = texts_in(call.params.all(), "TargetGroupArns");
  const auto names = texts_in(call.params.all(), "Names");
  const int kinds = (load_balancer.empty() ? 0 : 1) + (arns.empty() ? 0 : 1) + (names.empty() ? 0 : 1);
  if (kinds > 1)  // Assumed wording.
    return aws::validation_error(
        "Load balancer ARN, target group ARNs and target group names cannot be specified at the same time");
  if (!load_balancer.empty()) return of_load_balancer(call, load_balancer);
  if (kinds == 0) return target_repository(call).groups(call.account().value, call.region.value);
  std::vector<ElbTargetGroup> found;
  for (const std::string& arn : arns) {
    ENI_CHECK(check_arn(call, "targetgroup", arn));
    auto group = target_repository(call).find_group(arn);
    if (!group) return target_groups_not_found();
    found.push_back(*std::move(group));
  }
  for (const std::string& name : names) {
    auto group = target_repository(call).find_named(call.account().value, call.region.value, name);
    if (!group) return target_groups_not_found();
    found.push_back(*std::move(group));
  }
  return found;
}

}  // namespace

ApiResult<Reply> describe_target_groups(Call& call) {
  ENI_TRY(const auto groups, asked(call));
  std::vector<std::pair<std::int64_t, json::object>> items;
  for (const ElbTargetGroup& group : groups)
    items.emplace_back(static_cast<std::int64_t>(group.number), target_group_value(call, group));
  return page(call, "TargetGroups", std::move(items));
}

}  // namespace eni::sandbox::elb_service
