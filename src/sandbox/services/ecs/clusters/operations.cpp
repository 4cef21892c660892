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

constexpr std::string_view kNoServiceConnect = "Service Connect is refused by name";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"CreateCluster",
     created_cluster_access,
     create_cluster,
     "clusterName tags settings configuration capacityProviders defaultCapacityProviderStrategy",
     {.differences = kNoServiceConnect}},
    {"DeleteCluster",
     cluster_access,
     delete_cluster,
     "cluster",
     {.differences = "a deleted cluster stays describable as INACTIVE"}},
    {"DescribeClusters", described_clusters_access, describe_clusters, "clusters include"},
    {"ListClusters", any_resource, list_clusters, "nextToken maxResults"},
    {"PutClusterCapacityProviders", cluster_access, put_cluster_capacity_providers,
     "cluster capacityProviders defaultCapacityProviderStrategy"},
    {"UpdateCluster",
     cluster_access,
     update_cluster,
     "cluster settings configuration",
     {.differences = kNoServiceConnect}},
    {"UpdateClusterSettings", cluster_access, update_cluster_settings, "cluster settings"},
};

}  // namespace

constinit const std::span<const Operation> kClusterOperations{kRows};

}  // namespace eni::sandbox::ecs_service
