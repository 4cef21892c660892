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
    // wire name, IAM action, resource, run, differences
    {"DeleteAttributes", "ecs:DeleteAttributes", attributes_access, delete_attributes},
    {"DeregisterContainerInstance", "ecs:DeregisterContainerInstance", kCluster,
     deregister_container_instance},
    {"DescribeContainerInstances",
     "ecs:DescribeContainerInstances",
     host_access,
     describe_container_instances,
     {},
     "INACTIVE container instances are described for an hour"},
    {"DiscoverPollEndpoint",
     "ecs:DiscoverPollEndpoint",
     any_resource,
     discover_poll_endpoint,
     {},
     "names AWS's endpoints: agents are simulated, so nothing listens for them"},
    {"ListAttributes", "ecs:ListAttributes", kCluster, list_attributes},
    {"ListContainerInstances", "ecs:ListContainerInstances", kCluster, list_container_instances},
    {"PutAttributes", "ecs:PutAttributes", attributes_access, put_attributes},
    {"RegisterContainerInstance",
     "ecs:RegisterContainerInstance",
     kCluster,
     register_container_instance,
     {},
     "the signature of the identity document is not checked; GPUs and platform devices are refused by name"},
    {"UpdateContainerAgent",
     "ecs:UpdateContainerAgent",
     host_access,
     update_container_agent,
     {},
     "there never is an update"},
    {"UpdateContainerInstancesState", "ecs:UpdateContainerInstancesState", host_access,
     update_container_instances_state},
};

}  // namespace

constinit const std::span<const Operation> kContainerInstanceOperations{kRows};

}  // namespace eni::sandbox::ecs_service
