#pragma once
/// Making, changing and deleting what is behind a resource: by its type's handlers, or by asking its function.
/// Nothing here writes events; states are filled in as things become known, and saved before anything is made.
#include <string>

#include "sandbox/services/cloudformation/engine/failure.h"
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Creates record.current. Its physical_id is set if there is anything to delete afterwards, also on failure.
Task<StepResult<>> make_physical(StackWork& work, ResourceRecord& record);
enum class Direction { kForward, kBack };
/// Turns what `from` describes into `to`; back if it is a rollback. A custom resource may answer with another physical id: then both exist. If a
/// handler gives another one, it is the same resource under a new id.
Task<StepResult<>> change_physical(StackWork& work, const std::string& logical_id, const ResourceState& from,
                                   ResourceState& to, Direction direction = Direction::kForward);
/// Deletes it; what is not there (any more) is deleted.
Task<StepResult<>> delete_physical(StackWork& work, const std::string& logical_id,
                                   const ResourceState& state);
/// Reads anew the attributes of those that `mentions` ask attributes of, where others may have changed them: the IPv6 block
/// of a VPC is there once its AWS::EC2::VPCCidrBlock is.
Task<> refresh_attributes(StackWork& work, std::vector<tmpl::Reference> mentions);
/// Deletes what an interrupted make_physical may have left.
Task<> undo_physical(StackWork& work, ResourceRecord& record);

}  // namespace eni::sandbox::cloudformation
