#pragma once
/// How ECS calls EC2.
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// @return  the reply's members
/// @error   EC2's
Task<ApiResult<json::object>> call_ec2(Environment& env, Principal principal, aws::Region region,
                                       std::string operation, json::object params);

/// The first element of a list of objects; empty if there is none.
const json::object& first_in(const json::object& object, std::string_view name);

}  // namespace eni::sandbox::ecs_service
