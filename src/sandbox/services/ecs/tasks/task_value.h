#pragma once
/// A task as DescribeTasks shows it.
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// @param indexes  for what the task's origin holds
json::object task_value(Store& store, PlacementIndexes& indexes, const EcsCluster& cluster,
                        const EcsTask& task);

/// …:task/CLUSTER/ID
std::string task_arn(const EcsCluster& cluster, const EcsTaskRow& task);
/// …:container/CLUSTER/TASK/ID
std::string container_arn(const EcsCluster& cluster, const EcsTaskRow& task, std::string_view container);

/// The members of a task that hold milliseconds since the epoch, as DescribeTasks names them.
inline constexpr std::string_view kTaskTimes[] = {"createdAt",         "connectivityAt", "pullStartedAt",
                                                  "pullStoppedAt",     "startedAt",      "stoppingAt",
                                                  "executionStoppedAt"};

}  // namespace eni::sandbox::ecs_service
