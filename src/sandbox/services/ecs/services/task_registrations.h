#pragma once
/// The tasks of services as instances of AWS Cloud Map's services, under their ids. A task's registration is one of its targets
/// (EcsTaskTarget), whose target group is the registry's ARN.
/// Source: Amazon ECS Developer Guide, "Use service discovery to connect Amazon ECS services with DNS names".
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_service_repository.h"
#include "sandbox/store/ecs_task_repository.h"
#include "sandbox/store/ecs_task_target_repository.h"

namespace eni::sandbox::ecs_service {

/// Whether the target is one of Cloud Map's, and not of Elastic Load Balancing's.
bool is_registration(const EcsTaskTarget& target);

/// A task that is to be registered, as a target.
/// @param registry  of its plan
EcsTaskTarget registration_of(const TaskPlan& plan, const EcsTask& task, const json::object& registry);

/// "HEALTHY" or "UNHEALTHY": a task whose containers have health checks is unhealthy until they have passed.
std::string registered_health(Store& store, const TaskPlan& plan, const EcsTask& task);

/// Whose registration that is.
struct RegisteredTask {
  EcsTask task;
  EcsCluster cluster;
  EcsService service;
  std::shared_ptr<const TaskPlan> plan;
};

/// @return  the health that it was registered with; "" if that is not the caller's to say there
/// @error   Cloud Map's, EC2's
Task<ApiResult<std::string>> register_task(Environment& env, RegisteredTask registered, EcsTaskTarget target);
/// What is not registered is no error.
Task<ApiResult<void>> deregister_task(Environment& env, RegisteredTask registered, EcsTaskTarget target);
/// Where the registry does not ask for it, nothing happens.
Task<ApiResult<void>> tell_health(Environment& env, RegisteredTask registered, EcsTaskTarget target,
                                  std::string health);

}  // namespace eni::sandbox::ecs_service
