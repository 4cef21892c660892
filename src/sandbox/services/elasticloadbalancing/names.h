#pragma once
/// What load balancers and target groups may be called.
#include <string>

#include "aws/api_error.h"

namespace eni::sandbox::elb_service {

/// @error  ValidationError: "The load balancer name 'X' cannot be longer than '32' characters" and the like
aws::ApiResult<void> check_load_balancer_name(const std::string& name);
/// @error  ValidationError: "Target group name 'X' cannot be longer than '32' characters" and the like
aws::ApiResult<void> check_target_group_name(const std::string& name);

}  // namespace eni::sandbox::elb_service
