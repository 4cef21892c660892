#pragma once
/// Service deployments and service revisions: what has been deployed to a service, and what came of it. Each call is part of the
/// transaction that changes the service.
/// Source: Amazon ECS Developer Guide, "View service history using Amazon ECS service deployments", "Amazon ECS service revisions".
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

/// The service is about to be deleted: its deployment keeps what it has come to while the service still has its size.
void note_draining(Environment& env, const EcsService& service);
/// A deployment begins, and ends the one that was under way: STOPPED.
void note_deployment(Environment& env, const EcsService& service, const EcsDeployment& deployment,
                     const TaskPlan& plan);
enum class FailureCause { kCircuitBreaker, kAlarms, kRequest };
struct DeploymentFailure {
  FailureCause cause;
  std::vector<std::string> alarms;  ///< that have gone off
};
/// The deployment has failed. @param reason  its rolloutStateReason
void note_failure(Environment& env, const EcsService& service, const EcsDeployment& deployment,
                  const std::string& reason, const DeploymentFailure& failure);
/// The failed deployment is rolled back to `good` by the deployment `rollback`.
void note_rollback(Environment& env, const EcsDeployment& good, const EcsDeployment& rollback,
                   const std::string& reason);
/// There was nothing to roll back to.
void note_failed_rollback(Environment& env, const EcsService& service, const std::string& reason);
/// Whether somebody wants the deployment, which is under way, rolled back.
bool is_rollback_requested(Environment& env, const EcsService& service, const EcsDeployment& deployment);
/// The deployment, or the rollback that it is, is complete.
void note_completion(Environment& env, const EcsService& service, const EcsDeployment& deployment);
/// The service was deleted, its deployments not yet.
void note_end(Environment& env, const EcsService& service);

}  // namespace eni::sandbox::ecs_service
