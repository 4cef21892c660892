#pragma once
/// The load balancers of a service.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"

namespace eni::sandbox::ecs_service {

/// Checks that tasks of the plan can be targets of the load balancers, about whose target groups Elastic Load Balancing is asked
/// as ECS's service-linked role, and gives them to the plan.
/// @param load_balancers  as on the wire
/// @error  InvalidParameterException
Task<ApiResult<void>> add_load_balancers(const Call& call, TaskPlan& plan, json::array load_balancers);

/// Whether the plan has the member's containerName, with its containerPort.
/// @param member  a load balancer or a service registry
/// @error  InvalidParameterException
ApiResult<void> check_container_port(const TaskPlan& plan, const json::object& member);

/// healthCheckGracePeriodSeconds into `document`, which has its loadBalancers by now.
/// @error  InvalidParameterException without load balancers
ApiResult<void> read_grace_period(const Call& call, json::object& document);

}  // namespace eni::sandbox::ecs_service
