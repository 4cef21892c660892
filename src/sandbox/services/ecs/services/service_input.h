#pragma once
/// What CreateService and UpdateService take.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// The capacity provider strategy of a new service; empty for the launch type EC2. Daemons take none: the cluster's default one does
/// not concern them, and one of the call is refused.
ApiResult<json::array> read_service_strategy(const Call& call, const EcsCluster& cluster, bool daemon,
                                             const std::string& launch_type);
/// That of a service that is updated: the call's, or what its document says.
ApiResult<json::array> changed_strategy(const Call& call, const EcsCluster& cluster, bool daemon,
                                        const json::object& document);
/// Into the service's document, and into the plan of its tasks.
void set_strategy(json::object& document, TaskPlan& plan, json::array strategy);

/// deploymentConfiguration as DescribeServices shows it.
/// @param before  what it was; null for a new service, which gets ECS's defaults: 100 and 200, of daemons 0 and 100
/// @error  InvalidParameterException: out of range, or no task could ever be replaced; other strategies than
///         ROLLING are refused by name
ApiResult<json::object> read_deployment_configuration(const Call& call, bool daemon,
                                                      const json::object* before);

/// Members of a service that the sandbox does not know, refused by name; and those that are for other launch types.
ApiResult<void> refuse_unknown_members(const Call& call);

/// placementConstraints and placementStrategy, checked, into `document`; what the call does not name stays.
ApiResult<void> read_service_placement(const Call& call, bool daemon, json::object& document);

/// enableECSManagedTags and propagateTags into `document`.
void read_tag_members(const Call& call, json::object& document);

}  // namespace eni::sandbox::ecs_service
