#pragma once
/// CloudFormation's words for names of stacks: it quotes another pattern than its model has.
#include <optional>

#include "aws/api_error.h"
#include "sandbox/shapes/check.h"

namespace eni::sandbox::cloudformation {

/// @return  ValidationError, or nothing for what CloudFormation tells as other services do
std::optional<aws::ApiError> own_violation(const shapes::Finding& finding);

}  // namespace eni::sandbox::cloudformation
