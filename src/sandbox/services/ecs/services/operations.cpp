/// Services.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/services/operations.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/services/find_service.h"

namespace eni::sandbox::ecs_service {
namespace {

Access list_access(const Call& call) {
  Access access;
  add_cluster_key(access, call);
  return access;
}

constexpr std::string_view kEc2Only =
    "the launch type EC2 and rolling updates only: load balancers, service registries, Service Connect, VPC "
    "Lattice, "
    "capacity providers, deployment alarms, other deployment controllers and strategies, ECS Exec and zone "
    "rebalancing "
    "are refused by name";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource, run, differences
    {"CreateService", "ecs:CreateService", service_access, create_service, {}, kEc2Only},
    {"DeleteService", "ecs:DeleteService", service_access, delete_service},
    {"DescribeServices", "ecs:DescribeServices", service_access, describe_services},
    {"ListServices", "ecs:ListServices", list_access, list_services},
    {"UpdateService", "ecs:UpdateService", service_access, update_service, {}, kEc2Only},
};

}  // namespace

constinit const std::span<const Operation> kServiceOperations{kRows};

}  // namespace eni::sandbox::ecs_service
