#pragma once
/// What ECS itself reads for a task before its containers start, as the execution role: secrets, and the password of a private
/// registry. A task definition that asks for either has to name the role.
#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::ecs_service {

/// @param definition  with its containers
/// @error  ClientException for secrets of a container or of its log driver, or for repositoryCredentials, without
///         executionRoleArn
aws::ApiResult<void> check_execution_role(const json::object& definition);

}  // namespace eni::sandbox::ecs_service
