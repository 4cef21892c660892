#include "sandbox/services/sts/assume_role_input.h"

#include "base/text.h"
#include "iam/validate.h"
#include "sandbox/store/iam_policy_repository.h"

namespace eni::sandbox::sts_service {
namespace {

constexpr std::size_t kMaxPolicyArns = 10;

ApiResult<void> read_tags(const Call& call, AssumeRoleInput& input) {
  ENI_TRY(const auto tags, call.params.objects("Tags"));
  std::map<std::string, std::string> lower;
  for (const json::object& tag : tags) {
    const std::string key = text_at(tag, "Key");
    if (!lower.emplace(to_lower(key), key).second)
      return ApiError{"InvalidParameterValue",
                      "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400};
    input.tags[key] = text_at(tag, "Value");
  }
  ENI_TRY(input.transitive_tag_keys, call.params.texts("TransitiveTagKeys"));
  for (const std::string& key : input.transitive_tag_keys)
    if (lower.find(to_lower(key)) == lower.end())
      return ApiError{"InvalidParameterValue",
                      "The specified transitive tag key must be included in the requested tags.", 400};
  return {};
}

ApiResult<void> read_policy_arns(const Call& call, AssumeRoleInput& input) {
  ENI_TRY(const auto policies, call.params.objects("PolicyArns"));
  if (policies.size() > kMaxPolicyArns)
    return aws::validation_error(
        "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have "
        "length less than or equal to 10");
  for (const json::object& policy : policies) input.policy_arns.push_back(text_at(policy, "arn"));
  return {};
}

/// A session cannot be given more than it says: both kinds of policy are checked as IAM checks them.
ApiResult<std::string> policy_document(const Call& call, const std::string& arn, const std::string& account) {
  const bool owned =
      arn.find("::" + account + ":") != std::string::npos || arn.find("::aws:") != std::string::npos;
  auto document = owned ? call.store<IamPolicyRepository>().document(arn) : std::nullopt;
  if (!document)
    return aws::validation_error("PolicyArns: the policy " + arn + " does not exist or is not attachable.");
  return *std::move(document);
}

}  // namespace

ApiResult<AssumeRoleInput> read_assume_role_input(const Call& call) {
  AssumeRoleInput input;
  input.role_arn = call.params.text_or("RoleArn", "");
  input.session_name = call.params.text_or("RoleSessionName", "");
  input.policy = call.params.text("Policy");
  ENI_TRY(input.duration_seconds, call.params.integer("DurationSeconds", 900, 43'200));
  input.external_id = call.params.text("ExternalId");
  input.source_identity = call.params.text("SourceIdentity");
  ENI_CHECK(read_tags(call, input));
  ENI_CHECK(read_policy_arns(call, input));
  const auto arn = aws::Arn::parse(input.role_arn);
  if (!arn || !aws::is_role_arn(input.role_arn)) return aws::validation_error(input.role_arn + " is invalid");
  input.arn = *arn;
  if (call.params.has("SerialNumber") || call.params.has("TokenCode"))
    return aws::access_denied("MultiFactorAuthentication failed: the sandbox has no MFA devices");
  return input;
}

ApiResult<std::vector<std::string>> session_policies(const Call& call, const AssumeRoleInput& input) {
  std::vector<std::string> documents;
  if (input.policy) {
    ENI_CHECK(iam::validate_document(*input.policy, iam::DocumentKind::kSession));
    documents.push_back(*input.policy);
  }
  for (const std::string& arn : input.policy_arns) {
    ENI_TRY(std::string document, policy_document(call, arn, input.arn.account));
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace eni::sandbox::sts_service
