#pragma once
/// AWS::EC2::Instance in its parts: properties, what RunInstances is asked for, how it is changed.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"

namespace eni::sandbox::cloudformation {

/// RunInstances' parameters that are not properties of their names.
ApiResult<void> prepare_instance(const ResourceCall& call, json::object& params);

/// The instance as DescribeInstances shows it.
Task<ApiResult<json::object>> describe_instance(ResourceCall& call);
std::string instance_state(const json::object& instance);
/// Waits until it is in `state`, and gives it.
/// @error  NotStabilized if it is gone, or does not get there
Task<ApiResult<json::object>> instance_in_state(ResourceCall& call, std::string state);

/// Changes in place what has changed. What EC2 changes only of a stopped instance is changed while it is stopped.
Task<ApiResult<void>> change_instance(ResourceCall& call);

}  // namespace eni::sandbox::cloudformation
