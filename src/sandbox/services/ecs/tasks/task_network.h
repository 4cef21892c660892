#pragma once
/// networkConfiguration of a call, checked against the task definition's network mode and against EC2.
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_plan.h"

namespace eni::sandbox::ecs_service {

/// Nothing for a network mode without interfaces of its own.
/// @param configuration  the member networkConfiguration; null if absent
/// @error  InvalidParameterException in ECS's words: missing or not for this network mode, subnets or groups that do not
///         exist, too many of them, several VPCs, a public address (which tasks on EC2 do not get)
Task<ApiResult<std::optional<TaskNetwork>>> read_network(const Call& call, std::string network_mode,
                                                         const json::object* configuration);

}  // namespace eni::sandbox::ecs_service
