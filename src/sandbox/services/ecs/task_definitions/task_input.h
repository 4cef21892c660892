#pragma once
/// The members of a task definition outside its containers, checked.
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// @error  ClientException "Family contains invalid characters.", …
ApiResult<std::string> read_family(const Call& call);

/// @error  ClientException "Role is not valid"
ApiResult<void> check_roles(const Call& call, const json::object& definition);

/// @error  ClientException for a name that is missing or given twice
ApiResult<void> check_volumes(const json::array& volumes);

/// @error  ClientException for an expression that cannot be read
ApiResult<void> check_placement_constraints(const json::array& constraints);

/// Whether the caller may give the roles to tasks. @error  AccessDeniedException
ApiResult<void> may_pass_roles(const Call& call, const json::object& definition);

}  // namespace eni::sandbox::ecs_service
