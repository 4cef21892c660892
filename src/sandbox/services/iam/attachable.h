#pragma once
/// Managed policies that the caller's account may attach: its own and AWS's.
#include <optional>
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/iam_policy_repository.h"

namespace eni::sandbox::iam_service {

std::optional<ManagedPolicy> find_attachable(const Call& call, const std::string& arn);

/// The policy that PolicyArn names, of the caller's account or AWS's.
/// @error  ValidationError, InvalidInput for what is no ARN of a policy, NoSuchEntity
ApiResult<ManagedPolicy> find_policy(const Call& call);
/// The same, of the caller's account only.
/// @error  AccessDenied for AWS's policies
ApiResult<ManagedPolicy> find_own_policy(const Call& call);

}  // namespace eni::sandbox::iam_service
