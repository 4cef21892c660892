#pragma once
/// To which capacity provider of its cluster a container instance belongs. Kept among its attributes, for placement looks there:
/// under names that no call can give, and that no reply shows.
/// Source: Amazon ECS Developer Guide, "Capacity providers for EC2 workloads"; AWS support as quoted in
/// hashicorp/terraform-provider-aws#12582.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/services/ecs/container_instances/ec2_view.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {

/// Its value is the provider's name.
inline constexpr std::string_view kProviderAttribute = "ecs:capacity-provider";

/// Whether replies leave the attribute out.
bool is_hidden_attribute(std::string_view name);

/// "" if it belongs to none.
std::string provider_of(const EcsContainerInstance& instance);

/// Notes of which Auto Scaling group the EC2 instance is, and whether it has the tag AmazonECSManaged.
void note_group(EcsAttributes& attributes, const Ec2View& view);

/// Notes the provider: the cluster's of that group. With managed scaling the instance must have the tag, which those have that the
/// group has launched since the provider was made.
/// @return  whether it is another than before
bool note_provider(Store& store, const EcsCluster& cluster, EcsAttributes& attributes);

}  // namespace eni::sandbox::ecs_service
