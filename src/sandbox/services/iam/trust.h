#pragma once
/// Trust policies as they are given: checked, and their principals resolved to unique ids.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {

/// Sets role.trust and role.trust_principals.
/// @error  MalformedPolicyDocument, e.g. 'Invalid principal in policy: "AWS":"arn:…"' for a role that does
/// not exist;
///         LimitExceeded above 2048 characters
ApiResult<void> set_trust(const Call& call, const std::string& document, IamIdentity& role);

}  // namespace eni::sandbox::iam_service
