/// Capacity providers.
/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for
/// Amazon Elastic Container Service".
#include "sandbox/services/ecs/capacity_providers/operations.h"

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

Access provider_access(const Call& call, std::string_view member) {
  return access_to(call, provider_arn(call, call.params.text_or(member, "*")));
}

Access named_provider_access(const Call& call) { return provider_access(call, "name"); }
Access deleted_provider_access(const Call& call) { return provider_access(call, "capacityProvider"); }

Access described_providers_access(const Call& call) {
  std::vector<std::string> providers;
  for (const std::string& name : texts_at(call.params.all(), "capacityProviders"))
    providers.push_back(provider_arn(call, name));
  return access_to(call, providers);
}

constexpr std::string_view kGroupsOnly =
    "capacity providers of Auto Scaling groups; Managed Instances and the parameter cluster are refused by "
    "name";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"CreateCapacityProvider",
     named_provider_access,
     create_capacity_provider,
     "name autoScalingGroupProvider{autoScalingGroupArn managedScaling{status targetCapacity "
     "minimumScalingStepSize maximumScalingStepSize instanceWarmupPeriod} managedTerminationProtection "
     "managedDraining} tags",
     {.differences = kGroupsOnly}},
    {"DeleteCapacityProvider", deleted_provider_access, delete_capacity_provider, "capacityProvider"},
    {"DescribeCapacityProviders",
     described_providers_access,
     describe_capacity_providers,
     "capacityProviders include maxResults nextToken",
     {.differences = kGroupsOnly}},
    {"UpdateCapacityProvider", named_provider_access, update_capacity_provider,
     "name autoScalingGroupProvider{managedScaling{status targetCapacity minimumScalingStepSize "
     "maximumScalingStepSize instanceWarmupPeriod} managedTerminationProtection managedDraining}"},
};

}  // namespace

constinit const std::span<const Operation> kCapacityProviderOperations{kRows};

}  // namespace eni::sandbox::ecs_service
