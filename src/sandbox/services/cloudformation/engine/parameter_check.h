#pragma once
/// Parameters of AWS's own types name something that must exist: AWS::EC2::VPC::Id and its like.
#include "sandbox/services/cloudformation/engine/failure.h"
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Asks for what the parameters name, as the stack's principal.
/// @error  "Parameter validation failed: parameter value X for parameter name Y does not exist"; or the service's own, if it says
///         nothing about the value: AccessDenied
/// Source: CloudFormation User Guide, "Specify existing resources at runtime with CloudFormation-supplied parameter types"
Task<StepResult<>> check_parameter_values(StackWork& work);

/// Before anything is made: has the stack stop if an export or a parameter's value does not exist.
Task<> check_what_is_named(StackWork& work);

}  // namespace eni::sandbox::cloudformation
