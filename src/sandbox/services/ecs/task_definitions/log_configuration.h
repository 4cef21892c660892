#pragma once
/// logConfiguration of a container.
#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::ecs_service {

/// @error  ClientException for awslogs without its options
aws::ApiResult<void> check_log_configuration(const json::object& container);

}  // namespace eni::sandbox::ecs_service
