#pragma once
/// serviceRegistries of CreateService and UpdateService: the services of AWS Cloud Map in which tasks are found.
/// Source: Amazon ECS Developer Guide, "Use service discovery to connect Amazon ECS services with DNS names"; errors that users published.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"

namespace eni::sandbox::ecs_service {

/// Checks them as the service-linked role, whose permissions ECS has by then, and adds them to the plan.
/// @param registries  as on the wire
/// @error  InvalidParameterException
Task<ApiResult<void>> add_service_registries(const Call& call, TaskPlan& plan, json::array registries);

}  // namespace eni::sandbox::ecs_service
