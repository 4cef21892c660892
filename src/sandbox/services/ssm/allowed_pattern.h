#pragma once
/// AllowedPattern of PutParameter.
#include <string>

#include "aws/api_error.h"

namespace eni::sandbox::ssm_service {

/// Whether the whole of `value` matches the regular expression.
/// @error  InvalidAllowedPatternException, ParameterPatternMismatchException
aws::ApiResult<void> check_allowed_pattern(const std::string& value, const std::string& pattern);

}  // namespace eni::sandbox::ssm_service
