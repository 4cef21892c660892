/// The deployment circuit breaker: a deployment whose tasks fail to start is given up.
/// Source: Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures".
#include <algorithm>

#include "sandbox/services/ecs/services/service_deployments.h"
#include "sandbox/services/ecs/services/service_step.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Half of the desired count, at least 3 and at most 200.
std::int64_t threshold(std::int64_t desired) { return std::clamp<std::int64_t>((desired + 1) / 2, 3, 200); }

}  // namespace

void ServiceStep::fail_deployment_if_broken() {
  const json::object breaker =
      service_.document.at("deploymentConfiguration").as_object().at("deploymentCircuitBreaker").as_object();
  EcsDeployment& deployment = deployments_.front();
  const bool under_way = deployment.rollout_state() == EcsRolloutState::kInProgress;
  if (!flag_at(breaker, "enable") || !under_way) return;
  if (deployment.failed_tasks < threshold(service_.desired_count)) return;
  const std::string reason = "ECS deployment circuit breaker: tasks failed to start.";
  set_state(deployment, EcsRolloutState::kFailed, reason);
  events_.publish_deployment("ERROR", "SERVICE_DEPLOYMENT_FAILED", deployment, reason);
  events_.add(deployment_failed_event(service_.name, deployment.id));
  if (flag_at(breaker, "rollback")) roll_back();
}

/// To the newest deployment that was completed and still has tasks.
void ServiceStep::roll_back() {
  const auto good = std::find_if(deployments_.begin() + 1, deployments_.end(), [](const EcsDeployment& one) {
    return one.rollout_state() == EcsRolloutState::kCompleted;
  });
  if (good == deployments_.end()) return;
  const std::string failed = deployments_.front().id;
  TaskPlan plan = *indexes_.plan(good->origin);
  service_.document["taskDefinition"] = plan.task_definition_arn;
  if (plan.network) service_.document["networkConfiguration"] = plan.network->wire();
  service_.document["loadBalancers"] = plan.load_balancers;
  const std::string reason = "ECS deployment circuit breaker: rolling back to deploymentId " + good->id + ".";
  events_.add(rolling_back_event(service_.name, failed, good->id));
  insert_deployment(env_, service_, std::move(plan), reason);
  deployments_ = env_.store.get<EcsServiceRepository>().deployments(service_.number);
  rolled_back_ = true;
}

}  // namespace eni::sandbox::ecs_service
