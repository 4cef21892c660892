#pragma once
/// AWS::EC2::Instance in its parts: properties, how it is changed.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"

namespace eni::sandbox::cloudformation {

/// Waits until it is in `state`, and gives it.
/// @error  NotStabilized if it is gone, or does not get there
Task<ApiResult<json::object>> instance_in_state(ResourceCall& call, std::string state);

/// Changes in place what has changed. What EC2 changes only of a stopped instance is changed while it is stopped.
Task<ApiResult<void>> change_instance(ResourceCall& call);

}  // namespace eni::sandbox::cloudformation
