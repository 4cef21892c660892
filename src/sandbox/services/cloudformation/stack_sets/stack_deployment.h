#pragma once
/// One stack instance on its way: its stack made, updated or deleted in its account and Region, by CloudFormation's own operations.
#include "sandbox/services/cloudformation/stack_sets/instance_rows.h"

namespace eni::sandbox::cloudformation {

/// Brings the stack to where the operation wants it, from wherever it is: after a restart of the sandbox too. Throws what the store
/// throws; then it may be called again.
Task<InstanceOutcome> deploy_instance(Environment& env, const StackSetOperationRecord& operation,
                                      StackSetResult turn);

}  // namespace eni::sandbox::cloudformation
