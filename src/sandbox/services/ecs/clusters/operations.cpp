/// Clusters.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/clusters/operations.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

Access created_cluster_access(const Call& call) {
  Access access;
  add_request_tags(access, call);
  return access;
}

constexpr std::string_view kProviders =
    "capacity providers other than FARGATE and FARGATE_SPOT cannot be made; Service Connect is refused by "
    "name";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource, run, differences
    {"CreateCluster", "ecs:CreateCluster", created_cluster_access, create_cluster, {}, kProviders},
    {"DeleteCluster",
     "ecs:DeleteCluster",
     cluster_access,
     delete_cluster,
     {},
     "a deleted cluster stays describable as INACTIVE"},
    {"DescribeCapacityProviders",
     "ecs:DescribeCapacityProviders",
     capacity_providers_access,
     describe_capacity_providers,
     {},
     "those of every account, FARGATE and FARGATE_SPOT; the parameter cluster is refused by name"},
    {"DescribeClusters",
     "ecs:DescribeClusters",
     described_clusters_access,
     describe_clusters,
     {},
     "clusters have no attachments"},
    {"ListClusters", "ecs:ListClusters", any_resource, list_clusters},
    {"PutClusterCapacityProviders",
     "ecs:PutClusterCapacityProviders",
     cluster_access,
     put_cluster_capacity_providers,
     {},
     kProviders},
    {"UpdateCluster", "ecs:UpdateCluster", cluster_access, update_cluster, {}, kProviders},
    {"UpdateClusterSettings", "ecs:UpdateClusterSettings", cluster_access, update_cluster_settings},
};

}  // namespace

constinit const std::span<const Operation> kClusterOperations{kRows};

}  // namespace eni::sandbox::ecs_service
