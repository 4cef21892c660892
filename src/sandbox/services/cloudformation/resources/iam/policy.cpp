/// AWS::IAM::Policy: an inline policy of roles, users and groups.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Whom a policy names.
struct PolicyHolder {
  std::string_view property;
  std::string_view member;
  std::string_view put;
  std::string_view remove;
};
constexpr PolicyHolder kPolicyHolders[] = {
    {"Roles", "RoleName", "PutRolePolicy", "DeleteRolePolicy"},
    {"Users", "UserName", "PutUserPolicy", "DeleteUserPolicy"},
    {"Groups", "GroupName", "PutGroupPolicy", "DeleteGroupPolicy"},
};

/// Puts it into all that are named now.
Task<ApiResult<void>> put(ResourceCall& call) {
  const std::string document = document_of(call.properties, "PolicyDocument");
  const std::string policy_name = scalar_text_at(call.properties, "PolicyName");
  for (const PolicyHolder& holder : kPolicyHolders) {
    const std::vector<std::string> names = texts_at(call.properties, holder.property);
    for (const std::string& name : names) {
      const json::object params{
          {holder.member, name}, {"PolicyName", policy_name}, {"PolicyDocument", document}};
      ENI_CO_CHECK(co_await call.call("iam", holder.put, params));
      call.exists = true;
    }
  }
  co_return ApiResult<void>{};
}

/// Takes the policy `policy_name` from the holders listed in `properties` that are not listed in `kept`.
Task<ApiResult<void>> take(ResourceCall& call, const json::object& properties, const json::object& kept) {
  const std::string policy_name = scalar_text_at(properties, "PolicyName");
  for (const PolicyHolder& holder : kPolicyHolders) {
    const std::vector<std::string> names =
        without(texts_at(properties, holder.property), texts_at(kept, holder.property));
    for (const std::string& name : names) {
      const json::object params{{holder.member, name}, {"PolicyName", policy_name}};
      const ApiResult<json::object> reply = co_await call.call("iam", holder.remove, params);
      ENI_CO_CHECK(tolerate_missing(reply));
    }
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  if (texts_at(call.properties, "Roles").empty() && texts_at(call.properties, "Users").empty() &&
      texts_at(call.properties, "Groups").empty()) {
    co_return aws::validation_error("At least one of [Groups,Roles,Users] must be non-empty.");
  }
  ENI_CO_CHECK(co_await put(call));
  co_return outcome_of(kIamPolicy, call, nullptr);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await put(call));
  json::object kept;
  if (!has_changed(call, "PolicyName")) kept = call.properties;
  ENI_CO_CHECK(co_await take(call, call.old_properties, kept));
  co_return outcome_of(kIamPolicy, call, nullptr);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object nothing;
  co_return co_await take(call, call.properties, nothing);
}

}  // namespace

const ResourceType kIamPolicy{
    .name = "AWS::IAM::Policy",
    .attributes = {"Id"},
    .name_rule = {128},
    .reads = {"Groups", "PolicyDocument", "PolicyName", "Roles", "Users"},
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
