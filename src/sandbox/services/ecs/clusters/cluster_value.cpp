#include "sandbox/services/ecs/clusters/cluster_value.h"

#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

json::object pair(std::string_view name, std::int64_t value) {
  return {{"name", name}, {"value", std::to_string(value)}};
}

/// All tasks and services are of the EC2 launch type.
json::array statistics_of(const EcsClusterCounts& counts) {
  return {pair("runningEC2TasksCount", counts.running_tasks),
          pair("runningFargateTasksCount", 0),
          pair("pendingEC2TasksCount", counts.pending_tasks),
          pair("pendingFargateTasksCount", 0),
          pair("runningExternalTasksCount", 0),
          pair("pendingExternalTasksCount", 0),
          pair("activeEC2ServiceCount", counts.active_services),
          pair("activeFargateServiceCount", 0),
          pair("drainingEC2ServiceCount", counts.draining_services),
          pair("drainingFargateServiceCount", 0),
          pair("activeExternalServiceCount", 0),
          pair("drainingExternalServiceCount", 0)};
}

}  // namespace

json::object cluster_value(const Call& call, const EcsCluster& cluster, const ClusterFields& fields) {
  const EcsClusterCounts& counts = cluster.counts;
  json::object value{{"clusterArn", cluster.arn},
                     {"clusterName", cluster.name},
                     {"status", shown_status(call.env.store, cluster)},
                     {"registeredContainerInstancesCount", counts.container_instances},
                     {"runningTasksCount", counts.running_tasks},
                     {"pendingTasksCount", counts.pending_tasks},
                     {"activeServicesCount", counts.active_services}};
  value["statistics"] = fields.statistics ? statistics_of(counts) : json::array();
  value["tags"] = fields.tags ? tags_value(call, cluster.arn) : json::array();
  value["settings"] = fields.settings ? array_at(cluster.document, "settings") : json::array();
  value["capacityProviders"] = array_at(cluster.document, "capacityProviders");
  value["defaultCapacityProviderStrategy"] = array_at(cluster.document, "defaultCapacityProviderStrategy");
  if (fields.attachments) add_attachments(call.env.store, cluster, value);
  const json::value* configuration = find(cluster.document, "configuration");
  if (fields.configurations && configuration) value["configuration"] = *configuration;
  return value;
}

}  // namespace eni::sandbox::ecs_service
