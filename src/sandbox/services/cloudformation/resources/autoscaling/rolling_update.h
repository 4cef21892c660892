#pragma once
/// AutoScalingRollingUpdate: replaces the instances of a group that are not what it launches now, batch by batch.
#include "sandbox/services/cloudformation/resources/policies.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// Whether one was begun and has not come to its end: the group has sizes for a while.
bool is_rolling(ResourceCall& call);

/// Begins one, or goes on with the one that was begun. Nothing happens if no instance is obsolete. The group grows first if a
/// batch would leave too few in service; the last batch brings it back to its size. Whatever ends it, processes that it has
/// suspended are resumed, and the group has its MinSize again; after a failure its desired capacity stays as it is, as with AWS.
/// @error  kReasonInFull "Received 0 SUCCESS signal(s) out of 1.  Unable to satisfy 100% MinSuccessfulInstancesPercent
///         requirement", "MinInstancesInService must be less than the autoscaling group's MaxSize", …
Task<ApiResult<void>> roll(ResourceCall& call, RollingPolicy policy);

}  // namespace eni::sandbox::cloudformation
