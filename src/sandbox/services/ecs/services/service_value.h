#pragma once
/// A service as DescribeServices shows it.
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_service_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// With its deployments, events and counts, without its tags.
json::object service_value(Store& store, const EcsCluster& cluster, const EcsService& service);

}  // namespace eni::sandbox::ecs_service
