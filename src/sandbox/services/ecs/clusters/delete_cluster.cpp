#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/clusters/cluster_value.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/clusters/operations.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

ApiResult<void> check_empty(const EcsClusterCounts& counts) {
  if (counts.active_services > 0) {
    return ApiError{"ClusterContainsServicesException",
                    "The Cluster cannot be deleted while Services are active."};
  }
  if (counts.container_instances > 0) {
    return ApiError{"ClusterContainsContainerInstancesException",
                    "The Cluster cannot be deleted while Container Instances are active or draining."};
  }
  if (counts.running_tasks + counts.pending_tasks > 0) {
    return ApiError{"ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."};
  }
  return {};
}

}  // namespace

/// Deleting a deleted one answers with it.
ApiResult<Reply> delete_cluster(Call& call) {
  ENI_TRY(const auto text, required_member(call, "cluster"));
  ENI_TRY(auto cluster, find_cluster_of_any_status(call, text));
  if (cluster.status == EcsClusterStatus::kActive) {
    ENI_CHECK(check_empty(cluster.counts));
    cluster.status = EcsClusterStatus::kInactive;
    call.store<EcsClusterRepository>().update(cluster);
    call.store<EcsTagRepository>().remove_tags(cluster.arn);
    settle_attachments(call.env, cluster);
    engine_of(call.env).attachments().take_up_due();
  }
  const ClusterFields fields{.configurations = false, .settings = true, .statistics = false, .tags = false};
  return Reply{json::object{{"cluster", cluster_value(call, cluster, fields)}}};
}

}  // namespace eni::sandbox::ecs_service
