#pragma once
/// ECS's words for what AWS's model refuses.
#include <optional>

#include "aws/api_error.h"
#include "sandbox/shapes/check.h"

namespace eni::sandbox::ecs_service {

/// A word that is none of an enumeration's, and what is missing within a structure, a list or a map.
/// @return  ClientException for what is of a task definition, InvalidParameterException for all else; nothing for what the operation
///          itself tells: missing members of the call, lengths and ranges
std::optional<aws::ApiError> own_violation(const shapes::Finding& finding);

}  // namespace eni::sandbox::ecs_service
