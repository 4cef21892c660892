#pragma once
/// Which launch types a task definition is fit for.
/// Source: Amazon ECS API Reference, RegisterTaskDefinition (requiresCompatibilities); Developer Guide, "Task definition
/// differences for Fargate".
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

/// The list requiresCompatibilities. @error  ClientException for an unknown one; MANAGED_INSTANCES is refused by name
ApiResult<std::vector<std::string>> read_required_compatibilities(const Call& call);

/// Why Fargate cannot run it: nothing if it can.
/// @param definition  the task definition's document
ApiResult<void> check_fargate(const json::object& definition, const TaskSize& size);

/// The member `compatibilities`.
json::array compatibilities_of(const json::object& definition, const TaskSize& size);

}  // namespace eni::sandbox::ecs_service
