#pragma once
/// Deployments of services.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

/// A new PRIMARY deployment, with the origin of its tasks. Older ones become ACTIVE.
/// @param reason  its rolloutStateReason; "" for the usual one
EcsDeployment insert_deployment(Environment& env, const EcsService& service, TaskPlan plan,
                                std::string reason = {});

}  // namespace eni::sandbox::ecs_service
