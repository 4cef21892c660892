/// AttachLoadBalancerTargetGroups, DetachLoadBalancerTargetGroups, DescribeLoadBalancerTargetGroups; and reads of what groups do
/// not have here.
#include <algorithm>

#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/launches/look_ups.h"
#include "sandbox/services/autoscaling/reconciliation/load_balancing.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxTargetGroups = 50;

/// Has all instances in service registered.
void register_all(const Call& call, const AutoScalingGroup& group) {
  if (is_suspended(group, "AddToLoadBalancer")) return;
  for (AutoScalingInstance& instance :
       instances_of(call).in_state(group.number, LifecycleState::kInService)) {
    instance.document["Register"] = true;
    instance.due = millis(call.now());
    instances_of(call).update(instance);
  }
}

ApiResult<void> check_attached(const AutoScalingGroup& group, const json::array& leaving) {
  const json::array& attached = array_at(group.document, "TargetGroupARNs");
  for (const json::value& arn : leaving)
    if (std::ranges::find(attached, arn) == attached.end())
      return aws::validation_error("Trying to remove Target Groups that are not part of the group");
  return {};
}

bool is_being_registered(const Call& call, const AutoScalingGroup& group) {
  return std::ranges::any_of(instances_of(call).list(group.number), [](const AutoScalingInstance& instance) {
    return find(instance.document, "Register") != nullptr;
  });
}

}  // namespace

Task<ApiResult<Reply>> attach_load_balancer_target_groups(Call& call) {
  const json::object input = typed_input(call, "AttachLoadBalancerTargetGroups");
  ENI_CO_CHECK(changeable_group(call));
  auto checking = check_target_groups(call, array_at(input, "TargetGroupARNs"));
  ENI_CO_CHECK(co_await std::move(checking));
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(auto group, changeable_group(call));
  json::array arns = array_at(group.document, "TargetGroupARNs");
  for (const json::value& arn : array_at(input, "TargetGroupARNs"))
    if (std::ranges::find(arns, arn) == arns.end()) arns.push_back(arn);
  if (arns.size() > kMaxTargetGroups)
    co_return aws::validation_error("You can attach at most 50 target groups to an Auto Scaling group.");
  group.document["TargetGroupARNs"] = std::move(arns);
  groups_of(call).update(group);
  register_all(call, group);
  transaction.commit();
  engine_of(call.env).consider(group.number);
  co_return empty_reply();
}

Task<ApiResult<Reply>> detach_load_balancer_target_groups(Call& call) {
  const json::object input = typed_input(call, "DetachLoadBalancerTargetGroups");
  ENI_CO_TRY(auto group, changeable_group(call));
  const json::array& leaving = array_at(input, "TargetGroupARNs");
  ENI_CO_CHECK(check_attached(group, leaving));
  json::array rest;
  for (const json::value& arn : array_at(group.document, "TargetGroupARNs"))
    if (std::ranges::find(leaving, arn) == leaving.end()) rest.push_back(arn);
  AutoScalingGroup gone = group;
  gone.document["TargetGroupARNs"] = leaving;
  group.document["TargetGroupARNs"] = std::move(rest);
  groups_of(call).update(group);
  for (const AutoScalingInstance& instance :
       instances_of(call).in_state(group.number, LifecycleState::kInService)) {
    auto deregistering = deregister_targets(call.env, gone, instance.id);
    static_cast<void>(co_await std::move(deregistering));
  }
  co_return empty_reply();
}

ApiResult<Reply> describe_load_balancer_target_groups(Call& call) {
  ENI_TRY(const auto group, named_group(call));
  const std::string_view state = is_being_registered(call, group) ? "Adding" : "InService";
  std::vector<std::string> keys;
  json::array values;
  for (const std::string& arn : texts_at(group.document, "TargetGroupARNs")) {
    keys.push_back(arn);
    values.push_back(json::object{{"LoadBalancerTargetGroupARN", arn}, {"State", state}});
  }
  ENI_TRY(const Page page, page_of(call, keys, 100));
  return page_reply("LoadBalancerTargetGroups",
                    json::array(values.begin() + page.begin, values.begin() + page.end), page.next_token);
}

ApiResult<Reply> describe_load_balancers(Call& call) {
  ENI_CHECK(named_group(call));
  return page_reply("LoadBalancers", {}, {});
}

ApiResult<Reply> describe_traffic_sources(Call& call) {
  ENI_TRY(const auto group, named_group(call));
  json::array values;
  if (const std::string type = call.params.text_or("TrafficSourceType", "elbv2"); type == "elbv2") {
    for (const std::string& arn : texts_at(group.document, "TargetGroupARNs"))
      values.push_back(json::object{
          {"Identifier", arn}, {"TrafficSource", arn}, {"Type", "elbv2"}, {"State", "InService"}});
  }
  return page_reply("TrafficSources", std::move(values), {});
}

ApiResult<Reply> describe_warm_pool(Call& call) {
  ENI_CHECK(named_group(call));
  return page_reply("Instances", {}, {});
}

}  // namespace eni::sandbox::autoscaling_service
