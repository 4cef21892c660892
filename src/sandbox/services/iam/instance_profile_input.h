#pragma once
/// The instance profile that a call names.
#include "sandbox/gateway/call.h"
#include "sandbox/store/iam_instance_profile_repository.h"

namespace eni::sandbox::iam_service {

/// By InstanceProfileName.
/// @error  ValidationError, NoSuchEntity "Instance Profile NAME cannot be found."
ApiResult<InstanceProfile> find_profile(const Call& call);

}  // namespace eni::sandbox::iam_service
