#pragma once
/// How many tasks of a deployment have failed one after the other: its failedTasks, which its circuit breaker goes by. Each call is
/// part of the transaction that changes the task.
/// Source: Amazon ECS API Reference, Deployment, failedTasks; Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit
/// breaker detects failures".
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::ecs_service {

/// The guide's first stage: it counts unless another task of the deployment runs.
void count_failed_start(Store& store, EcsServiceNumber service, EcsTaskOriginNumber origin);
/// The second: a task ran, and was stopped because of its health, or ended before it was healthy.
void count_failed_health_check(Store& store, EcsServiceNumber service, EcsTaskOriginNumber origin);
/// A task of the deployment is healthy.
void forget_failed_tasks(Store& store, EcsTaskOriginNumber origin);

}  // namespace eni::sandbox::ecs_service
