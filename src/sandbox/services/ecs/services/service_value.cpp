#include "sandbox/services/ecs/services/service_value.h"

#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/find_service.h"

namespace eni::sandbox::ecs_service {

namespace {

json::object deployment_value(const EcsDeployment& deployment, const EcsTaskCounts& counts) {
  json::object value = deployment.document;
  value["id"] = deployment.id;
  value["status"] = to_string(deployment.status);
  value["desiredCount"] = deployment.desired_count;
  value["pendingCount"] = counts.pending;
  value["runningCount"] = counts.running;
  value["failedTasks"] = deployment.failed_tasks;
  value["createdAt"] = timestamp(deployment.created_at);
  value["updatedAt"] = timestamp(deployment.updated_at);
  if (!value.contains("capacityProviderStrategy")) value["launchType"] = "EC2";
  return value;
}

json::array events_value(Store& store, const EcsService& service) {
  json::array events;
  for (const EcsServiceEvent& event : store.get<EcsServiceRepository>().events(service.number)) {
    events.push_back(json::object{
        {"id", event.id}, {"createdAt", timestamp(event.created_at)}, {"message", event.message}});
  }
  return events;
}

/// What the caller gave, without what the scheduler remembers.
json::object shown_members(const EcsService& service) {
  json::object shown;
  for (const auto& [name, value] : service.document)
    if (!name.starts_with("_")) shown.emplace(name, value);
  return shown;
}

}  // namespace

json::object service_value(Store& store, const EcsCluster& cluster, const EcsService& service) {
  json::object value = shown_members(service);
  EcsTaskCounts all;
  json::array deployments;
  for (const EcsDeployment& deployment : store.get<EcsServiceRepository>().deployments(service.number)) {
    const EcsTaskCounts counts = store.get<EcsTaskRepository>().counts(deployment.origin);
    all.pending += counts.pending;
    all.running += counts.running;
    deployments.push_back(deployment_value(deployment, counts));
  }
  value["serviceArn"] = service_arn(cluster, service);
  value["serviceName"] = service.name;
  value["clusterArn"] = cluster.arn;
  value.emplace("loadBalancers", json::array());
  value.emplace("serviceRegistries", json::array());
  value["status"] = to_string(service.status);
  value["desiredCount"] = service.desired_count;
  value["runningCount"] = all.running;
  value["pendingCount"] = all.pending;
  if (!value.contains("capacityProviderStrategy")) value["launchType"] = "EC2";
  value["schedulingStrategy"] = service.daemon ? "DAEMON" : "REPLICA";
  value["deployments"] = std::move(deployments);
  value["events"] = events_value(store, service);
  value["createdAt"] = timestamp(service.created_at);
  value["tags"] = json::array();
  return value;
}

}  // namespace eni::sandbox::ecs_service
