#pragma once
/// What IAM refuses in a policy document, by where the document is used. Messages are IAM's own.
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"
#include "iam/policy.h"

namespace eni::iam {

enum class DocumentKind {
  kInline,    ///< of a role or user: no principals
  kManaged,   ///< the same, and Version must be 2012-10-17
  kTrust,     ///< of a role: principals, STS actions, no resources
  kSession,   ///< given to AssumeRole
  kResource,  ///< of a bucket or function: principals and resources
};

/// @error  MalformedPolicyDocument in IAM's words
aws::ApiResult<Policy> validate_document(std::string_view document, DocumentKind kind);

/// The AWS principals of a trust policy that must exist, as written: role and user ARNs.
std::vector<std::string> principals_to_verify(const Policy& policy);
/// 'Invalid principal in policy: "AWS":"arn:…"'.
aws::ApiError invalid_principal(std::string_view type, std::string_view name);

}  // namespace eni::iam
