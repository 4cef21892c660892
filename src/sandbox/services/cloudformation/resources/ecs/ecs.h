#pragma once
/// What ECS's resource types share: parameters in ECS's names, tags.
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {

/// A property under ECS's name for it, with its values typed; nothing if it is not there.
void copy_to_ecs(const ResourceCall& call, const ResourceType& type, std::string_view property,
                 std::string_view api_name, json::object& params);

/// The stack's tags and its own, as ECS's tags; nothing if there are none.
void put_ecs_tags(const ResourceCall& call, json::object& params);
/// Turns the tags that the properties had into those they have.
Task<ApiResult<void>> update_ecs_tags(ResourceCall& call, std::string arn);

/// The first of the list `list` in the reply of a Describe.
/// @error  "NotFound" if there is none, or what there is is INACTIVE
Task<ApiResult<json::object>> describe_active(ResourceCall& call, std::string_view operation,
                                              json::object params, std::string_view list);

}  // namespace eni::sandbox::cloudformation
