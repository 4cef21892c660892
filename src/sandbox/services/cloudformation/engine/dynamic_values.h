#pragma once
/// What {{resolve:…}} stands for, where a resource is made or changed.
#include "sandbox/services/cloudformation/engine/failure.h"
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Puts the values into state.properties, which are as the template was evaluated, and notes what was referred to. Secrets are read only
/// where the resource changes: a new version alone changes nothing, and a resource that stays as it is keeps what it has.
/// Functions of custom resources get references to secrets as they are written.
/// Source: CloudFormation User Guide, "Get values stored in other services using dynamic references", "Considerations".
/// @error  AWS's words
Task<StepResult<>> put_dynamic_values(StackWork& work, const std::string& logical_id, ResourceState& state);

}  // namespace eni::sandbox::cloudformation
