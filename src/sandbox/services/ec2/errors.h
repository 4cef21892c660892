#pragma once
/// EC2's errors: one factory per code, in EC2's words.
/// Source: Amazon EC2 API Reference, "Error codes for the Amazon EC2 API".
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::ec2_service {

/// The call would have been allowed (412).
aws::ApiError dry_run_operation();
/// MissingParameter: "The request must contain the parameter X"
aws::ApiError missing_parameter(std::string_view parameter);
/// InvalidParameterValue, with a message of the operation's own.
aws::ApiError invalid_parameter_value(std::string message);
/// InvalidParameterCombination
aws::ApiError invalid_parameter_combination(std::string message);
/// UnsupportedOperation, for what the sandbox leaves out: names it.
aws::ApiError unsupported(std::string_view what);
/// `code` is InvalidVpcID.NotFound and the like: "The vpc ID 'vpc-1' does not exist"
/// @param noun  as EC2 names the kind in this message: "vpc", "subnet", "networkInterface"
aws::ApiError not_found(std::string_view code, std::string_view noun, std::string_view id);

}  // namespace eni::sandbox::ec2_service
