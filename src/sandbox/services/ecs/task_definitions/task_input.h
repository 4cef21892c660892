#pragma once
/// The members of a task definition outside its containers, checked.
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// @error  ClientException "Family contains invalid characters.", …
ApiResult<std::string> read_family(const Call& call);

/// The members that are kept as they are: roles, modes, platform and so on.
/// @error  ClientException; inferenceAccelerators are refused by name
ApiResult<json::object> read_task_members(const Call& call);

/// @error  ClientException for a name that is missing or given twice
ApiResult<json::array> read_volumes(const Call& call);

/// @error  ClientException for another type than memberOf, or an expression that cannot be read
ApiResult<json::array> read_placement_constraints(const Call& call);

/// Whether the caller may give the roles to tasks. @error  AccessDeniedException
ApiResult<void> may_pass_roles(const Call& call, const json::object& definition);

}  // namespace eni::sandbox::ecs_service
