#include "sandbox/services/cloudformation/resources/iam/iam.h"

namespace eni::sandbox::cloudformation {
namespace {

/// PolicyName -> document.
std::map<std::string, std::string> inline_policies(const json::object& properties) {
  std::map<std::string, std::string> policies;
  for (const json::object& policy : objects_of(properties, "Policies")) {
    policies[text_of(policy, "PolicyName")] = document_of(policy, "PolicyDocument");
  }
  return policies;
}

json::object named(const ResourceCall& call, const IamOwner& owner) {
  return json::object{{owner.name_param, call.physical_id}};
}

Task<ApiResult<void>> attach(ResourceCall& call, const IamOwner& owner, std::string_view verb,
                             const std::vector<std::string>& arns) {
  const std::string operation = std::string(verb) + std::string(owner.noun) + "Policy";
  for (const std::string& arn : arns) {
    json::object params = named(call, owner);
    params["PolicyArn"] = arn;
    const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
    if (reply.has_value()) continue;
    if (verb != "Detach" || !is_missing(reply.error())) co_return reply.error();
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> delete_inline(ResourceCall& call, const IamOwner& owner,
                                    const std::string& policy_name) {
  const std::string operation = "Delete" + std::string(owner.noun) + "Policy";
  json::object params = named(call, owner);
  params["PolicyName"] = policy_name;
  const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
  co_return tolerate_missing(reply);
}

}  // namespace

Task<ApiResult<void>> update_managed_policies(ResourceCall& call, const IamOwner& owner) {
  const std::vector<std::string> before = texts_of(call.old_properties, "ManagedPolicyArns");
  const std::vector<std::string> after = texts_of(call.properties, "ManagedPolicyArns");
  const std::vector<std::string> added = without(after, before);
  const std::vector<std::string> removed = without(before, after);
  ENI_CO_CHECK(co_await attach(call, owner, "Attach", added));
  ENI_CO_CHECK(co_await attach(call, owner, "Detach", removed));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_inline_policies(ResourceCall& call, const IamOwner& owner) {
  const auto before = inline_policies(call.old_properties);
  const auto after = inline_policies(call.properties);
  const std::string put = "Put" + std::string(owner.noun) + "Policy";
  for (const auto& [name, document] : after) {
    if (const auto old = before.find(name); old != before.end() && old->second == document) continue;
    json::object params = named(call, owner);
    params["PolicyName"] = name;
    params["PolicyDocument"] = document;
    ENI_CO_CHECK(co_await call.call("iam", put, params));
  }
  for (const auto& [name, document] : before) {
    if (!after.contains(name)) ENI_CO_CHECK(co_await delete_inline(call, owner, name));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_boundary(ResourceCall& call, const IamOwner& owner) {
  if (!has_changed(call, "PermissionsBoundary")) co_return ApiResult<void>{};
  json::object params = named(call, owner);
  const std::string boundary = text_of(call.properties, "PermissionsBoundary");
  if (!boundary.empty()) params["PermissionsBoundary"] = boundary;
  const std::string operation =
      (boundary.empty() ? "Delete" : "Put") + std::string(owner.noun) + "PermissionsBoundary";
  ENI_CO_CHECK(co_await call.call("iam", operation, params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_tags(ResourceCall& call, const IamOwner& owner) {
  const TagChange change = tag_change(call);
  if (!change.set.empty()) {
    const std::string operation = "Tag" + std::string(owner.noun);
    json::object params = named(call, owner);
    params["Tags"] = tag_list(change.set);
    ENI_CO_CHECK(co_await call.call("iam", operation, params));
  }
  if (!change.removed.empty()) {
    const std::string operation = "Untag" + std::string(owner.noun);
    json::object params = named(call, owner);
    params["TagKeys"] = text_array(change.removed);
    ENI_CO_CHECK(co_await call.call("iam", operation, params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> remove_policies(ResourceCall& call, const IamOwner& owner) {
  const std::vector<std::string> attached = texts_of(call.properties, "ManagedPolicyArns");
  ENI_CO_CHECK(co_await attach(call, owner, "Detach", attached));
  const auto policies = inline_policies(call.properties);
  for (const auto& [name, document] : policies) ENI_CO_CHECK(co_await delete_inline(call, owner, name));
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::cloudformation
