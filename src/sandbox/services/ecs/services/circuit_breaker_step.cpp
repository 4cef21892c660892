/// A deployment that is given up: its circuit breaker goes because tasks fail, an alarm goes off, or somebody stops it.
/// Source: Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures", "How CloudWatch alarms
/// detect Amazon ECS deployment failures", "Stopping Amazon ECS service deployments".
#include <algorithm>

#include "sandbox/services/ecs/services/service_deployments.h"
#include "sandbox/services/ecs/services/service_step.h"

namespace eni::sandbox::ecs_service {

/// Each rolls back if it is to.
void ServiceStep::fail_deployment_if_broken() {
  if (primary().rollout_state() != EcsRolloutState::kInProgress) return;
  const json::object breaker =
      object_at(object_at(service_.document, "deploymentConfiguration"), "deploymentCircuitBreaker");
  const std::int64_t threshold = circuit_breaker_threshold(service_.desired_count);
  if (flag_at(breaker, "enable") && primary().failed_tasks >= threshold) {
    fail_by_circuit_breaker();
  } else if (!alarms_.empty()) {
    fail_by_alarms();
  } else if (is_rollback_requested(env_, service_, primary())) {
    fail_by_request();
  }
}

void ServiceStep::fail_by_circuit_breaker() {
  const json::object breaker =
      object_at(object_at(service_.document, "deploymentConfiguration"), "deploymentCircuitBreaker");
  events_.add(deployment_failed_event(service_.name, primary().id));
  fail_deployment("ECS deployment circuit breaker: tasks failed to start.",
                  {FailureCause::kCircuitBreaker, {}});
  if (flag_at(breaker, "rollback"))
    roll_back("ECS deployment circuit breaker: rolling back to deploymentId ");
}

/// Assumed wording of the reasons.
void ServiceStep::fail_by_alarms() {
  const json::object alarms = object_at(object_at(service_.document, "deploymentConfiguration"), "alarms");
  events_.add(alarm_detected_event(service_.name, primary().id));
  fail_deployment("ECS deployment alarms: alarm detected.", {FailureCause::kAlarms, alarms_});
  // While it is rolled back, the alarm stays as it is for a while.
  service_.document["_ignoredAlarms"] = array_at(alarms, "alarmNames");
  if (flag_at(alarms, "rollback")) roll_back("ECS deployment alarms: rolling back to deploymentId ");
}

/// Assumed wording of the reasons; no source tells of an event but the rollback's.
void ServiceStep::fail_by_request() {
  fail_deployment("ECS deployment was stopped by StopServiceDeployment.", {FailureCause::kRequest, {}});
  if (!roll_back("ECS deployment was stopped: rolling back to deploymentId "))
    note_failed_rollback(env_, service_, "There is no completed deployment to roll back to.");
}

void ServiceStep::fail_deployment(const std::string& reason, const DeploymentFailure& failure) {
  EcsDeployment& deployment = deployments_.front();
  set_state(deployment, EcsRolloutState::kFailed, reason);
  note_failure(env_, service_, deployment, reason, failure);
  events_.publish_deployment("ERROR", "SERVICE_DEPLOYMENT_FAILED", deployment, reason);
}

/// To the newest deployment that was completed. It is none to go back to again before the rollback is complete, as AWS's guide
/// says.
bool ServiceStep::roll_back(std::string_view reason_before) {
  const auto good = last_completed();
  if (good == deployments_.end()) return false;
  TaskPlan plan = *indexes_.plan(good->origin);
  service_.document["taskDefinition"] = plan.task_definition_arn;
  service_.document.erase("capacityProviderStrategy");
  if (!plan.strategy.empty()) service_.document["capacityProviderStrategy"] = plan.strategy;
  if (plan.network) service_.document["networkConfiguration"] = plan.network->wire();
  service_.document["loadBalancers"] = plan.load_balancers;
  service_.document["serviceRegistries"] = plan.service_registries;
  set_state(*good, EcsRolloutState::kInProgress, "ECS deployment " + good->id + " in progress.");
  const EcsDeployment rollback = insert_deployment(env_, service_, std::move(plan), reason_before);
  events_.add(rolling_back_event(service_.name, rollback.id));
  note_rollback(env_, *good, rollback, text_at(rollback.document, "rolloutStateReason"));
  deployments_ = env_.store.get<EcsServiceRepository>().deployments(service_.number);
  rolled_back_ = true;
  return true;
}

}  // namespace eni::sandbox::ecs_service
