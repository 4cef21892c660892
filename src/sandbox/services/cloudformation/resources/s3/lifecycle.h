#pragma once
/// LifecycleConfiguration of buckets, whose form is CloudFormation's own.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

/// A rule of the property as PutBucketLifecycleConfiguration takes it.
json::object api_lifecycle_rule(const json::object& rule);

/// Turns the rules of old_properties into those of the properties.
Task<ApiResult<void>> change_lifecycle(ResourceCall& call);

}  // namespace eni::sandbox::cloudformation
