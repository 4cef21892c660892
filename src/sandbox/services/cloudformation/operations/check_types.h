#pragma once
/// What an update may not change at all.
#include "sandbox/services/cloudformation/engine/stack_model.h"

namespace eni::sandbox::cloudformation {

/// @error  ValidationError "Update of resource type is not permitted. The new template modifies resource type of the
///         following resources: [A]"
aws::ApiResult<void> check_types_stay(const ResourceRecords& resources, const StackModel& model);

}  // namespace eni::sandbox::cloudformation
