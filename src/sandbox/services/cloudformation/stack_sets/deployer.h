#pragma once
/// As whom a stack set's stacks are made in an account: the execution role, which the administration role assumes, which CloudFormation
/// assumes; all three steps as IAM has it. Source: CloudFormation User Guide, "Grant self-managed permissions", "Activate trusted
/// access for StackSets with AWS Organizations".
#include "sandbox/gateway/call.h"
#include "sandbox/store/cloudformation_stack_sets.h"

namespace eni::sandbox::cloudformation {

/// @error  "Account 111122223333 should have 'AWSCloudFormationStackSetExecutionRole' role with trust relationship to Role
///         'AWSCloudFormationStackSetAdministrationRole'."; for service-managed ones ValidationError where the organization does not trust
///         StackSets any more; the services' own errors
Task<ApiResult<Principal>> deployer_of(Environment& env, const StackSetRecord& set,
                                       const StackSetOperationRecord& operation, std::string account);

}  // namespace eni::sandbox::cloudformation
