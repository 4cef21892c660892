#pragma once
/// Which launch types a task definition is fit for.
/// Source: Amazon ECS API Reference, RegisterTaskDefinition (requiresCompatibilities); Developer Guide, "Task definition
/// differences for Fargate".
#include "aws/api_error.h"
#include "base/json.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

/// Why Fargate cannot run it: nothing if it can.
/// @param definition  the task definition's document
aws::ApiResult<void> check_fargate(const json::object& definition, const TaskSize& size);

/// The member `compatibilities`.
json::array compatibilities_of(const json::object& definition, const TaskSize& size);

}  // namespace eni::sandbox::ecs_service
