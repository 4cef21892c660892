#pragma once
/// Capacity providers by name, and which clusters have them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// FARGATE and FARGATE_SPOT, which every account has.
bool is_fargate(std::string_view name);

/// The ARN of the provider that `text` (a name or an ARN) means, whether there is one or not.
std::string provider_arn(const Call& call, std::string_view text);

/// The provider of an Auto Scaling group that `text` (a name or an ARN) means; nothing if there is none.
/// @error  InvalidParameterException for an ARN of something else
ApiResult<std::optional<EcsCapacityProvider>> find_provider(const Call& call, std::string_view text);

/// "The specified capacity provider was not found. …"
ApiError provider_not_found();

/// Whether the cluster has the provider.
bool has_provider(const EcsCluster& cluster, std::string_view provider);
/// The ACTIVE clusters of the provider's account and Region that have it.
std::vector<EcsCluster> clusters_with(Store& store, const EcsCapacityProvider& provider);
/// Those of a cluster that are of Auto Scaling groups.
std::vector<EcsCapacityProvider> providers_of(Store& store, const EcsCluster& cluster);

}  // namespace eni::sandbox::ecs_service
