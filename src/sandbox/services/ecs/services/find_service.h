#pragma once
/// The services that a call is about.
#include <string>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

std::string service_arn(const EcsCluster& cluster, const EcsService& service);

/// The one that the member `service` names.
/// @error  ServiceNotFoundException "Service not found."; ServiceNotActiveException "Service was not ACTIVE."
ApiResult<EcsService> find_active_service(const Call& call, const EcsCluster& cluster);
/// The same of any status but INACTIVE.
ApiResult<EcsService> find_living_service(const Call& call, const EcsCluster& cluster);

/// The services in the member `service`, `services` or `serviceName` as resources, with ecs:cluster.
Access service_access(const Call& call);
/// The same of a call that makes or changes a service, with the condition keys of what it asks for.
Access service_change_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
