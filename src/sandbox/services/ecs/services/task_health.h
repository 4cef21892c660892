#pragma once
/// Which running tasks of a service are healthy in its eyes: load balancers and Cloud Map say so of their targets, and where containers
/// run, the health checks of their essential containers have passed.
/// Source: Amazon ECS API Reference, DeploymentConfiguration, minimumHealthyPercent.
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// Whether an essential container of the task definition has a health check.
bool defines_health_checks(Store& store, const TaskPlan& plan);
/// Whether anything tells of the health of its tasks.
bool is_checked(Environment& env, const TaskPlan& plan);
/// The tasks of an origin that run, and are not healthy, or not yet.
std::vector<EcsTaskNumber> unhealthy_tasks(Environment& env, const TaskPlan& plan,
                                           EcsTaskOriginNumber origin);
/// Whether a task runs and is healthy.
bool is_healthy(Environment& env, const TaskPlan& plan, const EcsTask& task);

}  // namespace eni::sandbox::ecs_service
