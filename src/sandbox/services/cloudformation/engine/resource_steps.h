#pragma once
/// One resource's part of a phase, with its events.
#include <string>

#include "sandbox/services/cloudformation/engine/physical.h"

namespace eni::sandbox::cloudformation {

/// What the template says of the resource now: functions evaluated, dynamic references resolved, properties checked.
/// @error  the reason for the event
Task<Result<ResourceState>> wanted_state(StackWork& work, const std::string& logical_id);

/// Creates it unless that is done. False (and work.stop()) if it failed.
Task<bool> create_step(StackWork& work, const std::string& logical_id);
/// Creates, changes or replaces it, or sees that nothing changes.
Task<bool> update_step(StackWork& work, const std::string& logical_id);
/// Brings back what an update changed.
Task<bool> roll_back_step(StackWork& work, const std::string& logical_id);

enum class Keep { kNo, kYes };
/// Deletes `state` of the resource, or skips it.
Task<bool> delete_step(StackWork& work, ResourceRecord& record, const ResourceState& state, Keep keep);

/// Notes that the step failed, with its event, and has the stack stop.
bool fail_step(StackWork& work, ResourceRecord& record, ResourceStatus status, const std::string& reason);

}  // namespace eni::sandbox::cloudformation
