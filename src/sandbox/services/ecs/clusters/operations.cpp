/// Clusters.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/clusters/operations.h"

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

Access with_providers(Access access, const Call& call) {
  for (const std::string& provider : texts_at(call.params.all(), "capacityProviders"))
    access.context.emplace_back("ecs:capacity-provider", provider_arn(call, provider));
  return access;
}

/// IAM's refusals name the cluster that is to be.
Access created_cluster_access(const Call& call) {
  const std::string name = call.params.text_or("clusterName", kDefaultCluster);
  return with_providers(access_to(call, cluster_arn(call, name)), call);
}

Access cluster_providers_access(const Call& call) { return with_providers(cluster_access(call), call); }

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
    {"PutClusterCapacityProviders", cluster_providers_access, put_cluster_capacity_providers,
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
