#include "sandbox/services/ecs/services/task_registrations.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/ec2_call.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/services/task_health.h"
#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/services/ecs/tasks/task_interface.h"
#include "sandbox/services/ecs/tasks/task_ports.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

Principal principal_for(Environment& env, const EcsCluster& cluster) {
  return service_scheduler_principal(env.store, aws::AccountId{cluster.account}, aws::Region{cluster.region});
}

Task<ApiResult<json::object>> call_cloud_map(Environment& env, EcsCluster cluster, std::string operation,
                                             json::object params) {
  const Principal principal = principal_for(env, cluster);
  auto calling = env.gateway.call(principal, aws::Region{cluster.region}, "servicediscovery",
                                  std::move(operation), std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return reply.error();
  co_return reply->value.is_object() ? reply->value.as_object() : json::object{};
}

/// Of the host's primary interface, where the task has none of its own.
Task<ApiResult<std::string>> host_address(Environment& env, EcsCluster cluster, std::string instance) {
  json::object params{{"InstanceId", json::array{json::string(instance)}}};
  auto asking = call_ec2(env, principal_for(env, cluster), aws::Region{cluster.region}, "DescribeInstances",
                         std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return reply.error();
  co_return text_at(first_in(first_in(*reply, "reservationSet"), "instancesSet"), "privateIpAddress");
}

/// Where the host's port that the target has is the container's.
std::int64_t bound_port(const TaskPlan& plan, const EcsTask& task, const json::object& registry) {
  const std::int64_t port = integer_at(registry, "containerPort");
  if (plan.has_own_interface()) return port;
  for (const json::value& binding : network_bindings(plan, task, text_at(registry, "containerName")))
    if (integer_at(binding.as_object(), "containerPort") == port)
      return integer_at(binding.as_object(), "hostPort");
  return 0;
}

Task<ApiResult<json::object>> attributes_of(Environment& env, RegisteredTask registered, std::int64_t port) {
  json::object attributes{{"ECS_CLUSTER_NAME", registered.cluster.name},
                          {"ECS_SERVICE_NAME", registered.service.name},
                          {"ECS_TASK_DEFINITION_FAMILY", registered.plan->family},
                          {"REGION", registered.cluster.region}};
  const auto host = env.store.get<EcsContainerInstanceRepository>().find(registered.task.host);
  if (host) {
    attributes["AVAILABILITY_ZONE"] = host->availability_zone;
    attributes["EC2_INSTANCE_ID"] = host->ec2_instance_id;
  }
  if (port != 0) attributes["AWS_INSTANCE_PORT"] = std::to_string(port);
  if (const json::object* attachment = attachment_of(registered.task)) {
    attributes["AWS_INSTANCE_IPV4"] = text_at(*attachment, "privateIPv4Address");
    if (const auto ipv6 = find_string(*attachment, "ipv6Address")) attributes["AWS_INSTANCE_IPV6"] = *ipv6;
  } else if (host) {
    auto asking = host_address(env, registered.cluster, host->ec2_instance_id);
    ENI_CO_TRY(const std::string address, co_await std::move(asking));
    attributes["AWS_INSTANCE_IPV4"] = address;
  }
  co_return attributes;
}

json::object params_of(const EcsTask& task, const EcsTaskTarget& target) {
  return {{"ServiceId", target.target_group}, {"InstanceId", task.id}};
}

}  // namespace

bool is_registration(const EcsTaskTarget& target) {
  return target.target_group.find(":servicediscovery:") != std::string::npos;
}

EcsTaskTarget registration_of(const TaskPlan& plan, const EcsTask& task, const json::object& registry) {
  EcsTaskTarget target;
  target.task = task.number;
  target.origin = task.origin;
  target.target_group = text_at(registry, "registryArn");
  target.id = task.id;
  target.container_port = integer_at(registry, "containerPort");
  target.port = integer_at(registry, "port");
  if (target.port == 0) target.port = bound_port(plan, task, registry);
  return target;
}

std::string registered_health(Store& store, const TaskPlan& plan, const EcsTask& task) {
  const std::string_view health = task_health(task);
  // Where containers only go through their states, nobody tells of their health.
  const bool is_awaited =
      health == "UNKNOWN" && task.document.contains("healthStatus") && defines_health_checks(store, plan);
  return health == "UNHEALTHY" || is_awaited ? "UNHEALTHY" : "HEALTHY";
}

Task<ApiResult<std::string>> register_task(Environment& env, RegisteredTask registered,
                                           EcsTaskTarget target) {
  auto finding =
      call_cloud_map(env, registered.cluster, "GetService", json::object{{"Id", target.target_group}});
  ENI_CO_TRY(const json::object found, co_await std::move(finding));
  auto reading = attributes_of(env, registered, target.port);
  ENI_CO_TRY(json::object attributes, co_await std::move(reading));
  std::string health;
  if (object_at(found, "Service").contains("HealthCheckCustomConfig")) {
    health = registered_health(env.store, *registered.plan, registered.task);
    attributes["AWS_INIT_HEALTH_STATUS"] = health;
  }
  json::object params = params_of(registered.task, target);
  params["Attributes"] = std::move(attributes);
  auto registering = call_cloud_map(env, registered.cluster, "RegisterInstance", std::move(params));
  const auto reply = co_await std::move(registering);
  if (reply.has_error()) co_return reply.error();
  co_return health;
}

Task<ApiResult<void>> deregister_task(Environment& env, RegisteredTask registered, EcsTaskTarget target) {
  auto leaving =
      call_cloud_map(env, registered.cluster, "DeregisterInstance", params_of(registered.task, target));
  const auto reply = co_await std::move(leaving);
  const bool is_gone = reply.has_error() &&
                       (reply.error().code == "InstanceNotFound" || reply.error().code == "ServiceNotFound");
  if (reply.has_error() && !is_gone) co_return reply.error();
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> tell_health(Environment& env, RegisteredTask registered, EcsTaskTarget target,
                                  std::string health) {
  json::object params = params_of(registered.task, target);
  params["Status"] = health;
  auto telling =
      call_cloud_map(env, registered.cluster, "UpdateInstanceCustomHealthStatus", std::move(params));
  const auto reply = co_await std::move(telling);
  if (reply.has_error() && reply.error().code == "InstanceNotFound") {
    // Somebody else has taken it away; the service's tasks are to be found.
    auto registering = register_task(env, std::move(registered), std::move(target));
    const auto registered_again = co_await std::move(registering);
    if (registered_again.has_error()) co_return registered_again.error();
    co_return ApiResult<void>{};
  }
  if (reply.has_error() && reply.error().code != "CustomHealthNotFound") co_return reply.error();
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::ecs_service
