#pragma once
/// Which services may have Availability Zone rebalancing.
/// Source: Amazon ECS Developer Guide, "Balancing an Amazon ECS service across Availability Zones"; API Reference, CreateService and
/// UpdateService.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"

namespace eni::sandbox::ecs_service {

/// availabilityZoneRebalancing into `document`: what the call says, what it was, or, of a new service, ENABLED. [assumption] Where a
/// service cannot have it, it is DISABLED unless the call asks for it.
/// @param document  has the service's deploymentConfiguration, placementConstraints and placementStrategy
/// @param plan      of its tasks; null if an update makes no new deployment
/// @error  InvalidParameterException, worded here: the service cannot have it
ApiResult<void> read_zone_rebalancing(const Call& call, bool daemon, const TaskPlan* plan,
                                      json::object& document);

}  // namespace eni::sandbox::ecs_service
