#pragma once
/// What Auto Scaling's resource types share.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

/// The group as DescribeAutoScalingGroups shows it.
/// @error  "NotFound" if there is none
Task<ApiResult<json::object>> describe_group(ResourceCall& call);

}  // namespace eni::sandbox::cloudformation
