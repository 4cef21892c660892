#pragma once
/// CloudWatch's own errors, by their codes in the query protocol.
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::monitoring_service {

aws::ApiError invalid_value(std::string message);        ///< InvalidParameterValue
aws::ApiError invalid_combination(std::string message);  ///< InvalidParameterCombination
aws::ApiError missing_parameter(std::string message);    ///< MissingParameter
aws::ApiError invalid_next_token();

/// "The parameters A and B are mutually exclusive and you have specified both."
std::string exclusive(std::string_view a, std::string_view b);
/// "The value NaN for parameter NAME is invalid."
std::string invalid_text(std::string_view value, std::string_view name);
/// "The collection NAME must not have a size greater than 150."
std::string too_many_text(std::string_view name, std::size_t most);

}  // namespace eni::sandbox::monitoring_service
