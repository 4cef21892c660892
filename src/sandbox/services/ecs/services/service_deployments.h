#pragma once
/// Deployments of services.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

/// A new PRIMARY deployment, with the origin of its tasks. Older ones become ACTIVE.
/// @param rolls_back  of a rollback: its rolloutStateReason up to its own id; "" for a deployment that somebody has asked for
EcsDeployment insert_deployment(Environment& env, const EcsService& service, TaskPlan plan,
                                std::string_view rolls_back = {});

}  // namespace eni::sandbox::ecs_service
