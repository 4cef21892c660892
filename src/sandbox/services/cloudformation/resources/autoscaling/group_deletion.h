#pragma once
/// Deletion of groups: not forced, so that lifecycle hooks run, and what is protected from scale-in stays.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// Sets the group's sizes to 0, waits until it has no instances, deletes it, and waits until it is gone.
Task<ApiResult<void>> remove_group(ResourceCall& call);

}  // namespace eni::sandbox::cloudformation
