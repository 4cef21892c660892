#pragma once
/// Beginning an operation on a stack: its row, its first event, and the engine told.
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/operations/prepare.h"

namespace eni::sandbox::cloudformation {

/// A row for a stack that is to be, with nothing in it yet. Not written.
StackRecord new_stack(const Call& call, const std::string& name);

/// Makes a new stack one that is nested in the stack which the call is made for, if it is.
/// @error  ValidationError for more than 20 stacks in each other: a template that contains itself would never end [assumption]
ApiResult<void> nest(const Call& call, StackRecord& stack);
/// Whether the call is an update of a nested stack by its parent.
bool is_by_parent(const Call& call, const StackRecord& stack);

/// Gives the stack `status` with the event "User Initiated" and has the engine go on with it. Writes the stack.
void begin_operation(Call& call, StackRecord& stack, const StackOperation& operation, StackStatus status);

/// DisableRollback, or that of DeploymentConfig. Its Mode makes no difference here: the sandbox always waits until resources
/// are ready.
ApiResult<std::optional<bool>> disable_rollback_of(const Call& call);
/// How a failing operation ends, by DisableRollback and OnFailure.
/// @error  ValidationError "Both DisableRollback and OnFailure …"
ApiResult<OnFailure> on_failure_of(const Call& call, std::string_view on_failure_member = "OnFailure");

/// @error  ValidationError "Stack:ARN is in STATUS state and can not be updated."
ApiResult<void> check_updatable(const StackRecord& stack);

}  // namespace eni::sandbox::cloudformation
