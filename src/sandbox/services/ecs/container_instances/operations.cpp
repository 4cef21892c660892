/// Container instances and their attributes.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/container_instances/operations.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/find_host.h"
#include "sandbox/services/ecs/service.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Deregistering asks for the cluster, as registering does.
constexpr AccessOf kCluster = cluster_access;

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"DeleteAttributes", attributes_access, delete_attributes, "cluster attributes"},
    {"DeregisterContainerInstance", kCluster, deregister_container_instance,
     "cluster containerInstance force"},
    {"DescribeContainerInstances",
     host_access,
     describe_container_instances,
     "cluster containerInstances include",
     {.differences = "INACTIVE container instances are described for an hour"}},
    {"DiscoverPollEndpoint",
     any_resource,
     discover_poll_endpoint,
     {},
     {.ignores = "containerInstance cluster",
      .differences = "names AWS's endpoints: agents are simulated, so nothing listens for them"}},
    {"ListAttributes", kCluster, list_attributes,
     "cluster targetType attributeName attributeValue nextToken maxResults"},
    {"ListContainerInstances", kCluster, list_container_instances,
     "cluster filter nextToken maxResults status"},
    {"PutAttributes", attributes_access, put_attributes, "cluster attributes"},
    {"RegisterContainerInstance",
     kCluster,
     register_container_instance,
     "cluster instanceIdentityDocument totalResources versionInfo containerInstanceArn attributes tags",
     {.ignores = "instanceIdentityDocumentSignature",
      .differences = "the signature of the identity document is not checked; GPUs and platform devices are "
                     "refused by name"}},
    {"UpdateContainerAgent",
     host_access,
     update_container_agent,
     "cluster containerInstance",
     {.differences = "there never is an update"}},
    {"UpdateContainerInstancesState", host_access, update_container_instances_state,
     "cluster containerInstances status"},
};

}  // namespace

constinit const std::span<const Operation> kContainerInstanceOperations{kRows};

}  // namespace eni::sandbox::ecs_service
