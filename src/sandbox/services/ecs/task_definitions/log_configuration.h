#pragma once
/// logConfiguration of a container.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// @error  ClientException for a driver that ECS does not know, or awslogs without its options
ApiResult<void> check_log_configuration(const json::object& container);

}  // namespace eni::sandbox::ecs_service
