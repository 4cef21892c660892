#pragma once
/// The members that make a cluster, checked.
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// `clusterName`, or "default". @error  InvalidParameterException for other than letters, digits, '_', '-'; over 255
ApiResult<std::string> read_cluster_name(const Call& call);

/// Of the members settings, configuration, capacityProviders and defaultCapacityProviderStrategy those that the call has,
/// as EcsCluster::document keeps them.
/// @error  InvalidParameterException; serviceConnectDefaults is refused by name
ApiResult<json::object> read_cluster_members(const Call& call);

}  // namespace eni::sandbox::ecs_service
