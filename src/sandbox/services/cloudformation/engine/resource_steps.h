#pragma once
/// One resource's part of a phase, with its events.
#include <string>

#include "sandbox/services/cloudformation/engine/physical.h"

namespace eni::sandbox::cloudformation {

/// What the template says of the resource now: functions evaluated, dynamic references resolved, properties checked.
Task<StepResult<ResourceState>> wanted_state(StackWork& work, const std::string& logical_id);

/// What a rollback makes of the resource: how it was, but with attributes of others as they are after their own rollbacks. A
/// launch template has a newer version then, with what the old one said.
/// [assumption] No source tells whether CloudFormation evaluates Fn::GetAtt anew in a rollback.
ResourceState former_state(StackWork& work, const ResourceRecord& record);

// Each step writes the resource's statuses with their events. One that creates or changes has the stack stop if it fails.

/// Creates it unless that is done.
Task<StepResult<>> create_step(StackWork& work, const std::string& logical_id);
/// Creates, changes or replaces it, or sees that nothing changes.
Task<StepResult<>> update_step(StackWork& work, const std::string& logical_id);
/// Brings back what an update changed.
Task<StepResult<>> roll_back_step(StackWork& work, const std::string& logical_id);

enum class Keep { kNo, kYes };
/// Deletes `state` of the resource, or skips it.
Task<StepResult<>> delete_step(StackWork& work, ResourceRecord& record, const ResourceState& state,
                               Keep keep);

}  // namespace eni::sandbox::cloudformation
