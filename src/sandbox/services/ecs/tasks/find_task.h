#pragma once
/// The tasks that a call is about.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// A task's id from itself or its ARN.
/// @error  InvalidParameterException "taskId length should be one of [32,36]"; an ARN of another cluster
ApiResult<std::string> read_task_id(const Call& call, const EcsCluster& cluster, std::string_view text);

/// Nothing if the cluster has no such task.
std::optional<EcsTask> find_task(const Call& call, const EcsCluster& cluster, std::string_view id);

/// Those of the member `tasks` that there are, and failures for the others.
struct NamedTasks {
  EcsCluster cluster;
  std::vector<EcsTask> tasks;
  json::array failures;
};
/// @param max  tasks
ApiResult<NamedTasks> find_named_tasks(const Call& call, std::size_t max);

/// The tasks that the member `task` or `tasks` names, as resources, with ecs:cluster.
Access task_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
