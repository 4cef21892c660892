#pragma once
/// Parameters of AWS's own types name something that must exist: AWS::EC2::VPC::Id and its like.
#include <string>

#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Asks EC2, as the stack's principal, for what the parameters name.
/// @return  "Parameter validation failed: parameter value X for parameter name Y does not exist. ", or "" if all exist
/// Source: CloudFormation User Guide, "Specify existing resources at runtime with CloudFormation-supplied parameter types"
Task<std::string> missing_parameter_value(StackWork& work);

}  // namespace eni::sandbox::cloudformation
