#include "sandbox/services/ecs/services/load_balancer_input.h"

#include <limits>

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Source: Amazon ECS service quotas, "Target groups per service".
constexpr std::size_t kMaxLoadBalancers = 5;

}  // namespace

ApiResult<void> check_container_port(const TaskPlan& plan, const json::object& load_balancer) {
  const std::string name = text_at(load_balancer, "containerName");
  const std::int64_t port = integer_at(load_balancer, "containerPort");
  for (const json::value& container : plan.containers) {
    if (text_at(container, "name") != name) continue;
    for (const json::value& mapping : array_at(container, "portMappings"))
      if (integer_at(mapping.as_object(), "containerPort") == port) return {};
    return aws::invalid_parameter("The container " + name + " did not have a container port " +
                                  std::to_string(port) + " defined.");
  }
  return aws::invalid_parameter("The container " + name + " does not exist in the task definition.");
}

namespace {

ApiResult<void> check_members(const TaskPlan& plan, const json::object& load_balancer) {
  if (!text_at(load_balancer, "loadBalancerName").empty())
    return unsupported("Classic Load Balancers (loadBalancerName)");
  if (text_at(load_balancer, "targetGroupArn").empty())  // Assumed wording.
    return aws::invalid_parameter("targetGroupArn can not be blank.");
  return check_container_port(plan, load_balancer);
}

std::string_view target_type_for(const TaskPlan& plan) {
  return plan.has_own_interface() ? "ip" : "instance";
}

ApiResult<void> check_target_group(const TaskPlan& plan, const json::object& group) {
  const std::string arn = text_at(group, "TargetGroupArn");
  const std::string type = text_at(group, "TargetType");
  if (type != target_type_for(plan)) {
    return aws::invalid_parameter("The provided target group " + arn + " has target type " + type +
                                  ", which is incompatible with the " + plan.network_mode +
                                  " network mode specified in the task definition.");
  }
  if (array_at(group, "LoadBalancerArns").empty()) {
    return aws::invalid_parameter("The target group with targetGroupArn " + arn +
                                  " does not have an associated load balancer.");
  }
  return {};
}

Task<ApiResult<json::object>> describe_target_group(const Call& call, std::string arn) {
  json::array arns;
  arns.emplace_back(arn);
  json::object params;
  params["TargetGroupArns"] = std::move(arns);
  const Principal principal = service_scheduler_principal(call.env.store, call.account(), call.region);
  auto asking = call.env.gateway.call(principal, call.region, "elasticloadbalancing", "DescribeTargetGroups",
                                      std::move(params));
  const auto reply = co_await std::move(asking);
  const json::value nothing = json::object();
  const json::array& groups =
      array_at(reply.has_value() ? reply->value.as_object() : nothing.as_object(), "TargetGroups");
  if (groups.empty()) {
    co_return aws::invalid_parameter(
        "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service "
        "role being passed has the proper permissions.");
  }
  co_return groups.front().as_object();
}

}  // namespace

Task<ApiResult<void>> add_load_balancers(const Call& call, TaskPlan& plan, json::array load_balancers) {
  if (load_balancers.size() > kMaxLoadBalancers) {
    co_return aws::invalid_parameter("load balancers can have at most " + std::to_string(kMaxLoadBalancers) +
                                     " items.");
  }
  for (const json::value& load_balancer : load_balancers) {
    ENI_CO_CHECK(check_members(plan, load_balancer.as_object()));
    auto describing = describe_target_group(call, text_at(load_balancer, "targetGroupArn"));
    ENI_CO_TRY(const json::object group, co_await std::move(describing));
    ENI_CO_CHECK(check_target_group(plan, group));
  }
  plan.load_balancers = std::move(load_balancers);
  co_return ApiResult<void>{};
}

ApiResult<void> read_grace_period(const Call& call, json::object& document) {
  constexpr std::string_view kName = "healthCheckGracePeriodSeconds";
  if (array_at(document, "loadBalancers").empty()) {
    document.erase(kName);
    if (!call.params.has(kName)) return {};
    return aws::invalid_parameter(
        "Health check grace period is only valid for services configured to use load balancers");
  }
  const auto seconds = call.params.integer(kName, 0, std::numeric_limits<std::int32_t>::max());
  if (seconds.has_error())  // Assumed wording.
    return aws::invalid_parameter("healthCheckGracePeriodSeconds must be between 0 and 2147483647");
  if (*seconds || !document.contains(kName)) document[kName] = seconds->value_or(0);
  return {};
}

}  // namespace eni::sandbox::ecs_service
