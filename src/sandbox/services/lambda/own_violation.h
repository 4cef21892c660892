#pragma once
/// Lambda's words for runtimes: beyond its model's, for a runtime may be an ARN, too.
#include <optional>

#include "aws/api_error.h"
#include "sandbox/shapes/check.h"

namespace eni::sandbox::lambda_service {

/// @return  InvalidParameterValueException, or nothing for what Lambda tells as other services do
std::optional<aws::ApiError> own_violation(const shapes::Finding& finding);

}  // namespace eni::sandbox::lambda_service
