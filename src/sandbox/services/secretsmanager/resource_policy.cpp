/// GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy. access.cpp has policies evaluated.
#include <algorithm>

#include "iam/parse.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {
namespace {

ApiResult<void> check_policy(const std::string& text) {
  const auto policy = iam::parse_policy(std::string_view{text});
  const bool is_whole = policy && !policy->statements.empty() &&
                        std::ranges::all_of(policy->statements, [](const iam::Statement& one) {
                          return one.principals.has_value();
                        });
  if (is_whole) return {};
  return ApiError{"MalformedPolicyDocumentException",  // Assumed wording.
                  "This resource policy contains a syntax error.", 400};
}

}  // namespace

ApiResult<Reply> get_resource_policy(Call& call) {
  ENI_TRY(const Secret secret, find_usable_secret(call));
  json::object reply = named(call, secret);
  const std::string policy = text_at(secret.document, "ResourcePolicy");
  if (!policy.empty()) reply["ResourcePolicy"] = policy;
  return Reply{std::move(reply)};
}

ApiResult<Reply> put_resource_policy(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  const std::string policy = call.params.text_or("ResourcePolicy", "");
  ENI_CHECK(check_policy(policy));
  secret.document["ResourcePolicy"] = policy;
  repository(call).update(secret);
  return Reply{named(call, secret)};
}

ApiResult<Reply> delete_resource_policy(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  secret.document.erase("ResourcePolicy");
  repository(call).update(secret);
  return Reply{named(call, secret)};
}

}  // namespace eni::sandbox::secrets_manager
