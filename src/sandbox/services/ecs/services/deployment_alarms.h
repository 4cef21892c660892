#pragma once
/// The alarms of a deployment: one that goes off while it is under way fails it. One that was in the state ALARM before is ignored.
/// Source: Amazon ECS Developer Guide, "How CloudWatch alarms detect Amazon ECS deployment failures".
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

/// Whether a deploymentConfiguration has alarms that are enabled.
bool has_alarms(const json::object& configuration);

/// Those of its alarms that are in the state ALARM, as CloudWatch tells the service-linked role. None if it does not answer.
Task<std::vector<std::string>> alarms_gone_off(Environment& env, EcsCluster cluster,
                                               json::object configuration);

}  // namespace eni::sandbox::ecs_service
