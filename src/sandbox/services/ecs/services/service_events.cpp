#include "sandbox/services/ecs/services/service_events.h"

#include "base/time_text.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

std::string of(std::string_view service, std::string_view what) {
  return "(service " + std::string(service) + ") " + std::string(what);
}

std::string of_deployment(std::string_view service, std::string_view deployment, std::string_view what) {
  return of(service, "(deployment " + std::string(deployment) + ") " + std::string(what));
}

std::string tasks(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "(task " : " (task ") + id + ")";
  return out;
}

/// The guide repeats the word "tasks" for each zone only where the service is balanced.
enum class UnitShown { kFirst, kAll };

/// "3 tasks in a, 1 in b, and 0 in c". [assumption] Of two zones: "3 tasks in a and 1 in b".
std::string in_zones(const ZoneCounts& zones, UnitShown unit) {
  std::string text;
  std::size_t at = 0;
  for (const auto& [zone, count] : zones) {
    const bool is_last = ++at == zones.size();
    if (at > 1) text += zones.size() > 2 ? ", " : " ";
    if (at > 1 && is_last) text += "and ";
    const bool says = at == 1 || unit == UnitShown::kAll;
    text += std::to_string(count) + (says ? " tasks in " : " in ") + zone;
  }
  return text;
}

}  // namespace

std::string started_event(std::string_view service, const std::vector<std::string>& task_ids) {
  return of(service, "has started " + std::to_string(task_ids.size()) + " tasks: " + tasks(task_ids) + ".");
}

std::string stopped_event(std::string_view service, const std::vector<std::string>& task_ids) {
  return of(service,
            "has stopped " + std::to_string(task_ids.size()) + " running tasks: " + tasks(task_ids) + ".");
}

std::string stopped_pending_event(std::string_view service, std::size_t tasks) {
  return of(service, "stopped " + std::to_string(tasks) + " pending tasks.");
}

std::string registered_event(std::string_view service, std::string_view target_group) {
  return of(service, "registered 1 targets in (target-group " + std::string(target_group) + ")");
}

std::string deregistered_event(std::string_view service, std::string_view target_group) {
  return of(service, "deregistered 1 targets in (target-group " + std::string(target_group) + ")");
}

std::string draining_event(std::string_view service) {
  return of(service, "has begun draining connections on 1 tasks.");
}

std::string unhealthy_event(std::string_view service, std::string_view where, std::int64_t port,
                            std::string_view target_group, std::string_view reason) {
  return of(service, std::string(where) + " (port " + std::to_string(port) +
                         ") is unhealthy in (target-group " + std::string(target_group) +
                         ") due to (reason " + std::string(reason) + ").");
}

std::string failed_health_checks_event(std::string_view service, std::string_view task) {
  return of(service, "(task " + std::string(task) + ") failed container health checks.");
}

std::string not_found_event(std::string_view service, std::string_view deployment, std::string_view task,
                            std::string_view target_group, std::string_view what) {
  return of(service, "task set (" + std::string(deployment) + ") (task " + std::string(task) +
                         ") is not healthy in target-group (" + std::string(target_group) + ") due to " +
                         std::string(what) + " IS NOT FOUND.");
}

std::string steady_state_event(std::string_view service) {
  return of(service, "has reached a steady state.");
}

std::string deployment_completed_event(std::string_view service, std::string_view deployment) {
  return of_deployment(service, deployment, "deployment completed.");
}

std::string deployment_failed_event(std::string_view service, std::string_view deployment) {
  return of_deployment(service, deployment, "deployment failed: tasks failed to start.");
}

std::string alarm_detected_event(std::string_view service, std::string_view deployment) {
  return of_deployment(service, deployment, "deployment failed: alarm detected.");
}

std::string rolling_back_event(std::string_view service, std::string_view to) {
  return of(service, "rolling back to deployment " + std::string(to) + ".");
}

std::string too_many_waiting_event(std::string_view service) {
  return of(service,
            "was unable to place tasks in your cluster because the tasks provisioning capacity limit was "
            "exceeded.");
}

std::string start_impaired_event(std::string_view service) {
  return of(
      service,
      "is unable to consistently start tasks successfully. For more information, see the Troubleshooting "
      "section of the Amazon ECS Developer Guide.");
}

std::string not_placed_event(std::string_view service, std::string_view reason) {
  if (reason.ends_with("EMPTY CAPACITY PROVIDER"))
    return of(service,
              "was unable to reach steady state. Reason: No Container Instances were found in your capacity "
              "provider.");
  return of(service, "was unable to place a task. Reason: " + std::string(reason) + ".");
}

std::string blocked_deployment_event(std::string_view service) {
  return of(service,
            "was unable to stop or start tasks during a deployment because of the service deployment "
            "configuration. Update the minimumHealthyPercent or maximumPercent value and try again.");
}

std::string protected_tasks_event(std::string_view service, std::string_view deployment) {
  return of(service, "was unable to reach steady state because task set (" + std::string(deployment) +
                         ") was unable to scale in. Reason: The number of protected tasks are more than the "
                         "desired count of tasks");
}

std::string unbalanced_event(std::string_view service, const ZoneCounts& zones) {
  return of(service, "is not AZ balanced with " + in_zones(zones, UnitShown::kFirst) +
                         ". AZ Rebalancing in progress.");
}

std::string balanced_event(std::string_view service, const ZoneCounts& zones) {
  return of(service, "is AZ balanced with " + in_zones(zones, UnitShown::kAll) + ".");
}

std::string started_in_zone_event(std::string_view service, std::string_view zone,
                                  const std::vector<std::string>& task_ids) {
  return of(service, "has started " + std::to_string(task_ids.size()) + " tasks in " + std::string(zone) +
                         " to AZ Rebalance: " + tasks(task_ids) + ".");
}

std::string stopped_in_zone_event(std::string_view service, std::string_view zone,
                                  const std::vector<std::string>& task_ids) {
  return of(service, "has stopped " + std::to_string(task_ids.size()) + " running tasks in " +
                         std::string(zone) + " due to AZ rebalancing: " + tasks(task_ids) + ".");
}

std::string zone_is_full_event(std::string_view service, std::string_view zone) {
  return of(service, "is unable to place a task in " + std::string(zone) +
                         " because no container instance met all of its requirements.");
}

void ServiceEvents::add(std::string message) const {
  EcsServiceEvent event{env_.random.uuid(), now_millis(env_), std::move(message)};
  env_.store.get<EcsServiceRepository>().add_event(service_.number, event);
}

void ServiceEvents::publish(std::string detail_type, json::object detail) const {
  Event event{
      "aws.ecs", std::move(detail_type), aws::AccountId{cluster_.account}, aws::Region{cluster_.region}, {},
      {}};
  event.resources.push_back(service_arn(cluster_, service_));
  detail.emplace("clusterArn", cluster_.arn);
  event.detail = std::move(detail);
  env_.publish(std::move(event));
}

void ServiceEvents::publish_action(std::string_view type, std::string_view name,
                                   std::string_view reason) const {
  publish_of_providers(type, name, {}, reason);
}

void ServiceEvents::publish_of_providers(std::string_view type, std::string_view name,
                                         const std::vector<std::string>& providers,
                                         std::string_view reason) const {
  json::object detail{
      {"eventType", type}, {"eventName", name}, {"createdAt", iso8601_millis(env_.scheduler.now())}};
  if (!reason.empty()) detail.emplace("reason", reason);
  json::array arns;
  for (const std::string& name_of_one : providers) {
    const auto provider = env_.store.get<EcsCapacityProviderRepository>().find(
        {cluster_.account, cluster_.region}, name_of_one);
    if (provider) arns.push_back(json::string(provider->arn));
  }
  if (!arns.empty()) detail["capacityProviderArns"] = std::move(arns);
  publish("ECS Service Action", std::move(detail));
}

void ServiceEvents::publish_deployment(std::string_view type, std::string_view name,
                                       const EcsDeployment& deployment, std::string_view reason) const {
  publish("ECS Deployment State Change", {{"eventType", type},
                                          {"eventName", name},
                                          {"deploymentId", deployment.id},
                                          {"updatedAt", iso8601_millis(env_.scheduler.now())},
                                          {"reason", reason}});
}

}  // namespace eni::sandbox::ecs_service
