#pragma once
/// A cluster as replies show it.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// What `include` of DescribeClusters asks for; without it those members are empty, as on AWS.
struct ClusterFields {
  bool configurations = false;
  bool settings = false;
  bool statistics = false;
  bool tags = false;
  bool attachments = false;
};

json::object cluster_value(const Call& call, const EcsCluster& cluster, const ClusterFields& fields);

}  // namespace eni::sandbox::ecs_service
