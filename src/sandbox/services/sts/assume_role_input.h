#pragma once
/// What AssumeRole was asked, checked.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/arn.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox::sts_service {

struct AssumeRoleInput {
  std::string role_arn;
  aws::Arn arn;
  std::string session_name;
  std::optional<std::string> policy;
  std::vector<std::string> policy_arns;
  std::optional<long long> duration_seconds;
  std::map<std::string, std::string> tags;
  std::vector<std::string> transitive_tag_keys;
  std::optional<std::string> external_id;
  std::optional<std::string> source_identity;
};

/// @error  ValidationError, MalformedPolicyDocument
ApiResult<AssumeRoleInput> read_assume_role_input(const Call& call);

/// Session policies as documents: the inline one and those of policy_arns.
/// @error  MalformedPolicyDocument, ValidationError for a policy that does not exist
ApiResult<std::vector<std::string>> session_policies(const Call& call, const AssumeRoleInput& input);

}  // namespace eni::sandbox::sts_service
