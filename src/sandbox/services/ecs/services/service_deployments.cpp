#include "sandbox/services/ecs/services/service_deployments.h"

#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/deployment_history.h"
#include "sandbox/services/ecs/services/service_events.h"
#include "sandbox/services/ecs/tasks/start_tasks.h"

namespace eni::sandbox::ecs_service {

namespace {

std::string new_deployment_id(Random& random) { return "ecs-svc/" + random.text(19, "123456789"); }

void retire_primary(Environment& env, EcsServiceNumber service) {
  auto& services = env.store.get<EcsServiceRepository>();
  for (EcsDeployment& older : services.deployments(service)) {
    if (older.status != EcsDeploymentStatus::kPrimary) continue;
    older.status = EcsDeploymentStatus::kActive;
    older.updated_at = now_millis(env);
    services.update(older);
  }
}

}  // namespace

EcsDeployment insert_deployment(Environment& env, const EcsService& service, TaskPlan plan,
                                std::string_view rolls_back) {
  retire_primary(env, service.number);
  EcsDeployment deployment;
  deployment.service = service.number;
  deployment.id = new_deployment_id(env.random);
  deployment.desired_count = service.desired_count;
  deployment.created_at = deployment.updated_at = now_millis(env);
  const std::string reason = rolls_back.empty() ? "ECS deployment " + deployment.id + " in progress."
                                                : std::string(rolls_back) + deployment.id + ".";
  deployment.document = {{"taskDefinition", plan.task_definition_arn},
                         {"rolloutState", to_string(EcsRolloutState::kInProgress)},
                         {"rolloutStateReason", reason}};
  if (plan.network) deployment.document["networkConfiguration"] = plan.network->wire();
  if (!plan.strategy.empty()) deployment.document["capacityProviderStrategy"] = plan.strategy;
  plan.started_by = deployment.id;
  plan.service = service.number;
  deployment.origin = insert_origin(env.store, service.cluster, plan);
  deployment = env.store.get<EcsServiceRepository>().insert(std::move(deployment));
  if (rolls_back.empty()) note_deployment(env, service, deployment, plan);
  const auto cluster = env.store.get<EcsClusterRepository>().find(service.cluster);
  const ServiceEvents events{env, *cluster, service};
  events.publish_deployment("INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", deployment, reason);
  return deployment;
}

}  // namespace eni::sandbox::ecs_service
