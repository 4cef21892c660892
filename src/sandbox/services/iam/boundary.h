#pragma once
/// Permissions boundaries of roles and users.
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::iam_service {

/// The member PermissionsBoundary; "" if absent.
/// @error  NoSuchEntity "Scope ARN: … does not exist or is not attachable."
ApiResult<std::string> boundary(const Call& call);

}  // namespace eni::sandbox::iam_service
