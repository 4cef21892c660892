#pragma once
/// Which instances of a group are not what the group launches now.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// Ids of the instances that do not leave already.
std::vector<std::string> staying_instances(const json::object& group);

/// Ids of those whose launch template, its version, or launch configuration is another than the group's, or whose subnet is
/// none of the group's any more. The versions $Latest and $Default are every version: CloudFormation does not look them up.
Task<ApiResult<std::vector<std::string>>> obsolete_instances(ResourceCall& call, json::object group);

}  // namespace eni::sandbox::cloudformation
