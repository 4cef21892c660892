/// A deployment that is given up: its circuit breaker goes because tasks fail, or an alarm goes off.
/// Source: Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures", "How CloudWatch alarms
/// detect Amazon ECS deployment failures".
#include <algorithm>

#include "sandbox/services/ecs/services/deployment_history.h"
#include "sandbox/services/ecs/services/service_deployments.h"
#include "sandbox/services/ecs/services/service_step.h"

namespace eni::sandbox::ecs_service {

/// By its circuit breaker or by an alarm; both roll back if they are to.
void ServiceStep::fail_deployment_if_broken() {
  const json::object& configuration = service_.document.at("deploymentConfiguration").as_object();
  const json::object breaker = object_at(configuration, "deploymentCircuitBreaker");
  const json::object alarms = object_at(configuration, "alarms");
  const EcsDeployment& deployment = deployments_.front();
  if (deployment.rollout_state() != EcsRolloutState::kInProgress) return;
  const bool too_many = flag_at(breaker, "enable") &&
                        deployment.failed_tasks >= circuit_breaker_threshold(service_.desired_count);
  if (too_many) {
    fail_deployment("ECS deployment circuit breaker: tasks failed to start.",
                    deployment_failed_event(service_.name, deployment.id));
    if (flag_at(breaker, "rollback"))
      roll_back("ECS deployment circuit breaker: rolling back to deploymentId ");
  } else if (alarm_detected_) {
    // Assumed wording of the reasons.
    fail_deployment("ECS deployment alarms: alarm detected.",
                    alarm_detected_event(service_.name, deployment.id));
    // While it is rolled back, the alarm stays as it is for a while.
    service_.document["_ignoredAlarms"] = array_at(alarms, "alarmNames");
    if (flag_at(alarms, "rollback")) roll_back("ECS deployment alarms: rolling back to deploymentId ");
  }
}

void ServiceStep::fail_deployment(const std::string& reason, std::string event) {
  EcsDeployment& deployment = deployments_.front();
  set_state(deployment, EcsRolloutState::kFailed, reason);
  note_failure(env_, service_, deployment, reason);
  events_.publish_deployment("ERROR", "SERVICE_DEPLOYMENT_FAILED", deployment, reason);
  events_.add(std::move(event));
}

/// To the newest deployment that was completed and still has tasks.
void ServiceStep::roll_back(const std::string& reason_before) {
  const auto good = std::find_if(deployments_.begin() + 1, deployments_.end(), [](const EcsDeployment& one) {
    return one.rollout_state() == EcsRolloutState::kCompleted;
  });
  if (good == deployments_.end()) return;
  TaskPlan plan = *indexes_.plan(good->origin);
  service_.document["taskDefinition"] = plan.task_definition_arn;
  service_.document.erase("capacityProviderStrategy");
  if (!plan.strategy.empty()) service_.document["capacityProviderStrategy"] = plan.strategy;
  if (plan.network) service_.document["networkConfiguration"] = plan.network->wire();
  service_.document["loadBalancers"] = plan.load_balancers;
  service_.document["serviceRegistries"] = plan.service_registries;
  const EcsDeployment target = *good;
  const std::string reason = reason_before + target.id + ".";
  events_.add(rolling_back_event(service_.name, target.id));
  const EcsDeployment rollback = insert_deployment(env_, service_, std::move(plan), reason);
  note_rollback(env_, target, rollback, reason);
  deployments_ = env_.store.get<EcsServiceRepository>().deployments(service_.number);
  rolled_back_ = true;
}

}  // namespace eni::sandbox::ecs_service
