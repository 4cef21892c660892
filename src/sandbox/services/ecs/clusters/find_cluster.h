#pragma once
/// The cluster that a call is about.
#include <string>
#include <string_view>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

inline constexpr std::string_view kDefaultCluster = "default";

/// The ARN of the cluster that `text` (a name or an ARN) means, whether there is one or not.
std::string cluster_arn(const Call& call, std::string_view text);
/// The name of the cluster that the member `cluster` means: "default" if the call names none.
ApiResult<std::string> named_cluster(const Call& call);

/// The cluster that the member `cluster` names; "default" if the call names none.
/// @error  ClusterNotFoundException: "Cluster not found." or, of a deleted one, "The referenced cluster was inactive."; ClientException
///         "Cluster was not ACTIVE." if it has FAILED
ApiResult<EcsCluster> find_cluster(const Call& call);
/// The same for a name or ARN of any status. @error  "Cluster not found."
ApiResult<EcsCluster> find_cluster_of_any_status(const Call& call, std::string_view text);

/// For rows whose resource is the cluster in the member `cluster`.
Access cluster_access(const Call& call);
/// For rows that list what lies in the cluster, any of it.
Access list_in_cluster_access(const Call& call);
/// For rows whose resources lie in the cluster: its ARN as the condition key ecs:cluster.
void add_cluster_key(Access& access, const Call& call);

}  // namespace eni::sandbox::ecs_service
