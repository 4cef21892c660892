#pragma once
/// Capacity provider strategies as calls give them.
/// Source: Amazon ECS API Reference, CapacityProviderStrategyItem.
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

inline constexpr std::size_t kMaxProviders = 20;

/// The list `member`: items with capacityProvider, weight and base. A provider that is given as an ARN gets no tasks: no
/// instance has such a name.
/// @error  InvalidParameterException: no such provider, one twice, Fargate's among those of groups, two with a
///         base, no weight
ApiResult<json::array> read_strategy(const Call& call, std::string_view member);

/// @error  InvalidParameterException for a provider that is not among `providers`
ApiResult<void> check_associated(const json::array& strategy, const std::vector<std::string>& providers);

/// With managed scaling a provider belongs to one cluster.
/// @param cluster  the name of the one that is to have them
ApiResult<void> check_sole_owner(const Call& call, std::string_view cluster,
                                 const std::vector<std::string>& names);

/// The list `capacityProviders`, by name. @error  InvalidParameterException: no such provider, one twice, more than 20
ApiResult<json::array> read_providers(const Call& call);

/// What RunTask and CreateService start tasks by: the call's strategy, or the cluster's default one if the call names no launch
/// type either; empty for the launch type EC2.
/// @param launch_type  the call's; "" if it names none
/// @error  InvalidParameterException: both a strategy and a launch type, a launch type other than EC2, Fargate's providers
ApiResult<json::array> read_task_strategy(const Call& call, const EcsCluster& cluster,
                                          const std::string& launch_type);

}  // namespace eni::sandbox::ecs_service
