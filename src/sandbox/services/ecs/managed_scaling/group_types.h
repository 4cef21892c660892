#pragma once
/// What instances of an Auto Scaling group have for tasks, type by type.
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/capacity_providers/group_view.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// The instance types that the group launches, and those that it has. @return  maybe none: a template that cannot be read
Task<std::vector<std::string>> types_of_group(Environment& env, aws::AccountId account, aws::Region region,
                                              GroupView group);

/// As the newest instances of the provider registered themselves; a type of which there is none is as the table of types has it,
/// with a trunk if the account's default setting turns trunking on. Types that nothing is known of are left out.
std::vector<placement::Resources> capacities_of(Store& store, const EcsCluster& cluster,
                                                const std::vector<EcsContainerInstanceNumber>& hosts,
                                                const std::vector<std::string>& types);

}  // namespace eni::sandbox::ecs_service
