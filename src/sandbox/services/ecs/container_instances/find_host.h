#pragma once
/// The container instances that a call is about.
#include <string>
#include <string_view>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {

/// A container instance with the cluster it lies in.
struct Host {
  EcsCluster cluster;
  EcsContainerInstance instance;

  std::string arn() const { return arn_in_cluster(cluster, "container-instance", instance.id); }
};

/// The container instance of the cluster that `text` (an id or an ARN) means, of any status; nothing if there is none.
/// @error  InvalidParameterException for an ARN of something else, or of another cluster
ApiResult<std::optional<EcsContainerInstance>> find_instance(const Call& call, const EcsCluster& cluster,
                                                             std::string_view text);

/// The one that the members `cluster` and `containerInstance` name, which is not INACTIVE.
/// @error  ClusterNotFoundException; InvalidParameterException "Referenced container instance X not found."
ApiResult<Host> find_host(const Call& call);

/// The ARN that `text` (an id or an ARN) means in the call's cluster.
std::string host_arn(const Call& call, std::string_view text);

/// For rows whose resources are the container instances in the member `containerInstance` or `containerInstances`, with
/// ecs:cluster.
Access host_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
