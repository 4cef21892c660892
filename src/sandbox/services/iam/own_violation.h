#pragma once
/// IAM's words for names and paths: the patterns of its model are not what its errors quote.
#include <optional>

#include "aws/api_error.h"
#include "sandbox/shapes/check.h"

namespace eni::sandbox::iam_service {

/// @return  ValidationError, or nothing for what IAM tells as other services do
std::optional<aws::ApiError> own_violation(const shapes::Finding& finding);

}  // namespace eni::sandbox::iam_service
