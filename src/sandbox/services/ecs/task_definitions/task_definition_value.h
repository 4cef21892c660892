#pragma once
/// A task definition as replies show it.
#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox::ecs_service {

json::object task_definition_value(const EcsTaskDefinition& definition);

}  // namespace eni::sandbox::ecs_service
