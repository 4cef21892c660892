#pragma once
/// What an operation on a stack goes through. Each phase can be entered anew after the sandbox was killed within it:
/// what is done already is seen from the resources' rows.
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// CREATE_IN_PROGRESS: to CREATE_COMPLETE, or by OnFailure into rollback, deletion or CREATE_FAILED.
Task<> create_stack_resources(StackWork& work);
/// ROLLBACK_IN_PROGRESS: to ROLLBACK_COMPLETE or ROLLBACK_FAILED.
Task<> roll_back_creation(StackWork& work);
/// DELETE_IN_PROGRESS: to DELETE_COMPLETE or DELETE_FAILED.
Task<> delete_stack_resources(StackWork& work);
/// UPDATE_IN_PROGRESS: through the cleanup to UPDATE_COMPLETE, or into rollback, or UPDATE_FAILED.
Task<> update_stack_resources(StackWork& work);
/// UPDATE_ROLLBACK_IN_PROGRESS: through the cleanup to UPDATE_ROLLBACK_COMPLETE, or UPDATE_ROLLBACK_FAILED.
Task<> roll_back_update(StackWork& work);
/// UPDATE_COMPLETE_CLEANUP_IN_PROGRESS and UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: deletes what the update, or
/// its rollback, left behind.
Task<> clean_up(StackWork& work);

/// IMPORT_IN_PROGRESS: to IMPORT_COMPLETE, or into the rollback.
Task<> import_stack_resources(StackWork& work);
/// IMPORT_ROLLBACK_IN_PROGRESS: to IMPORT_ROLLBACK_COMPLETE.
Task<> roll_back_import(StackWork& work);
/// Has what an import was to bring not be the stack's.
void forget_imports(StackWork& work);

/// Makes the rollback's way the way forward: what was added is to be removed, what was replaced is exchanged. Belongs
/// into one transaction with the status UPDATE_ROLLBACK_IN_PROGRESS.
void reverse_changes(StackWork& work);
/// Begins the rollback of an update that waits for the parent of a nested stack: status UPDATE_ROLLBACK_IN_PROGRESS.
void undo_commit(StackWork& work);
/// After a creation that is not rolled back: what is complete belongs to the stack; what failed stays to be made by the
/// next operation.
void settle(StackWork& work);
/// After the cleanup: nothing is to be rolled back any more.
void end_changes(StackWork& work);

/// Ends an operation that a defect of ours broke off, in whatever phase: what is in progress has failed, and so has the
/// stack, which can then be deleted, or rolled back where the phase allows it. A cleanup ends as if what it had still
/// to delete could not be deleted.
void end_after_defect(StackWork& work);
/// The stack status that end_after_defect() gives for one in progress; nothing if it is not in progress.
std::optional<StackStatus> status_after_defect(StackStatus status);

}  // namespace eni::sandbox::cloudformation
