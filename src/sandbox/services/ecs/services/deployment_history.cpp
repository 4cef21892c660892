#include "sandbox/services/ecs/services/deployment_history.h"

#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/scheduling.h"
#include "sandbox/store/ecs_service_deployment_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::string_view kIdCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// Source: Amazon ECS Developer Guide, "View service history": deployments of the last 90 days.
constexpr std::int64_t kKept = std::int64_t{90} * 24 * 3'600'000;

EcsServiceDeploymentRepository& history(Environment& env) {
  return env.store.get<EcsServiceDeploymentRepository>();
}

/// "ecs-svc/123" to "123".
std::string revision_of(const EcsDeployment& deployment) {
  return deployment.id.substr(deployment.id.find('/') + 1);
}

/// What the circuit breaker shows for good: the deployment may be dropped soon, and the service get another size. Of one that is rolled
/// back it is known already.
void keep_failed_tasks(Environment& env, EcsServiceDeployment& kept) {
  if (kept.document.contains("failureCount")) return;
  for (const EcsDeployment& one : env.store.get<EcsServiceRepository>().deployments(kept.service)) {
    if (revision_of(one) != kept.revision) continue;
    kept.document["failureCount"] = one.failed_tasks;
    kept.document["threshold"] = circuit_breaker_threshold(one.desired_count);
  }
}

void end(Environment& env, EcsServiceDeployment deployment, std::string_view status,
         const std::string& reason) {
  keep_failed_tasks(env, deployment);
  deployment.status = status;
  deployment.updated_at = deployment.finished_at = now_millis(env);
  if (!reason.empty()) deployment.document["statusReason"] = reason;
  history(env).update(deployment);
}

/// What the service's tasks are made of from now on.
json::object revision_value(const TaskPlan& plan) {
  json::object value{{"taskDefinition", plan.task_definition_arn}};
  value["loadBalancers"] = plan.load_balancers;
  value["serviceRegistries"] = plan.service_registries;
  if (plan.network) value["networkConfiguration"] = plan.network->wire();
  json::array images;
  for (const json::value& container : plan.containers)
    images.push_back(
        json::object{{"containerName", text_at(container, "name")}, {"image", text_at(container, "image")}});
  value["containerImages"] = std::move(images);
  return value;
}

std::string_view trigger_name(FailureCause cause) {
  switch (cause) {
    case FailureCause::kCircuitBreaker:
      return "circuitBreaker";
    case FailureCause::kAlarms:
      return "alarms";
    case FailureCause::kRequest:
      return "request";
  }
  return "";
}

}  // namespace

void note_draining(Environment& env, const EcsService& service) {
  auto deployment = history(env).under_way(service.number);
  if (!deployment) return;
  keep_failed_tasks(env, *deployment);
  history(env).update(*deployment);
}

void note_deployment(Environment& env, const EcsService& service, const EcsDeployment& deployment,
                     const TaskPlan& plan) {
  if (auto before = history(env).under_way(service.number))
    end(env, *std::move(before), "STOPPED", "Service deployment was stopped by a new service deployment.");
  history(env).forget(now_millis(env) - kKept);
  EcsServiceDeployment made;
  made.service = service.number;
  made.id = env.random.text(22, kIdCharacters);
  made.revision = revision_of(deployment);
  made.status = "IN_PROGRESS";
  made.created_at = made.updated_at = now_millis(env);
  json::array sources;
  for (const EcsDeployment& other : env.store.get<EcsServiceRepository>().deployments(service.number))
    if (other.id != deployment.id) sources.emplace_back(revision_of(other));
  made.document["sources"] = std::move(sources);
  made.document["revision"] = revision_value(plan);
  made.document["deploymentConfiguration"] = object_at(service.document, "deploymentConfiguration");
  history(env).insert(made);
}

void note_failure(Environment& env, const EcsService& service, const EcsDeployment& deployment,
                  const std::string& reason, const DeploymentFailure& failure) {
  auto under_way = history(env).under_way(service.number);
  if (!under_way) return;
  if (under_way->rollback == revision_of(deployment)) {
    end(env, *std::move(under_way), "ROLLBACK_FAILED", reason);
    return;
  }
  if (under_way->revision != revision_of(deployment)) return;
  json::object& document = under_way->document;
  document["triggered"] = true;
  document["trigger"] = trigger_name(failure.cause);
  document["triggeredAlarms"] = json::array(failure.alarms.begin(), failure.alarms.end());
  end(env, *std::move(under_way), "STOPPED", reason);
}

void note_rollback(Environment& env, const EcsDeployment& good, const EcsDeployment& rollback,
                   const std::string& reason) {
  for (EcsServiceDeployment& failed : history(env).list(rollback.service)) {
    if (!flag_at(failed.document, "triggered")) continue;
    failed.status = "ROLLBACK_IN_PROGRESS";
    failed.finished_at = 0;
    failed.updated_at = now_millis(env);
    failed.rollback = revision_of(rollback);
    failed.document["rollback"] =
        json::object{{"reason", reason}, {"startedAt", now_millis(env)}, {"revision", revision_of(good)}};
    history(env).update(failed);
    return;
  }
}

void note_failed_rollback(Environment& env, const EcsService& service, const std::string& reason) {
  for (EcsServiceDeployment& newest : history(env).list(service.number)) {
    end(env, std::move(newest), "ROLLBACK_FAILED", reason);
    return;
  }
}

bool is_rollback_requested(Environment& env, const EcsService& service, const EcsDeployment& deployment) {
  const auto under_way = history(env).under_way(service.number);
  return under_way && under_way->status == "ROLLBACK_REQUESTED" &&
         under_way->revision == revision_of(deployment);
}

void note_completion(Environment& env, const EcsService& service, const EcsDeployment& deployment) {
  auto under_way = history(env).under_way(service.number);
  if (!under_way) return;
  const bool rolls_back = under_way->rollback == revision_of(deployment);
  if (!rolls_back && under_way->revision != revision_of(deployment)) return;
  end(env, *std::move(under_way), rolls_back ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL", {});
}

void note_end(Environment& env, const EcsService& service) {
  if (auto under_way = history(env).under_way(service.number))
    end(env, *std::move(under_way), "STOPPED", "Service was deleted.");
}

}  // namespace eni::sandbox::ecs_service
