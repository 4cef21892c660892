#pragma once
/// Scale-in protection: a task of a service that the service scheduler leaves alone for a while.
/// Source: Amazon ECS Developer Guide, "Protect your Amazon ECS tasks from being terminated by scale-in events".
#include <cstdint>

#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// Milliseconds since the epoch until when the task is protected; 0 if it is not.
std::int64_t protected_until(const EcsTask& task, std::int64_t now);

}  // namespace eni::sandbox::ecs_service
