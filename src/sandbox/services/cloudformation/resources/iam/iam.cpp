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

Task<ApiResult<void>> delete_inline(ResourceCall& call, const IamOwner& owner,
                                    const std::string& policy_name) {
  const std::string operation = "Delete" + std::string(owner.noun) + "Policy";
  json::object params = named(call, owner);
  params["PolicyName"] = policy_name;
  const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
  co_return tolerate_missing(reply);
}

}  // namespace

std::string path_of(const ResourceCall& call) {
  const std::string path = text_of(call.properties, "Path");
  return path.empty() ? std::string("/") : path;
}

Task<ApiResult<void>> for_each_name(ResourceCall& call, const IamOwner& owner, std::string_view operation,
                                    std::string_view member, std::vector<std::string> names) {
  const bool takes_away = operation.starts_with("Remove") || operation.starts_with("Detach");
  for (const std::string& name : names) {
    json::object params = named(call, owner);
    params[member] = name;
    const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
    if (reply.has_value() || (takes_away && is_missing(reply.error()))) continue;
    co_return reply.error();
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_list(ResourceCall& call, const IamOwner& owner, const NameList& list) {
  const std::vector<std::string> before = texts_of(call.old_properties, list.property);
  const std::vector<std::string> after = texts_of(call.properties, list.property);
  const std::vector<std::string> lost = without(before, after);
  std::vector<std::string> gained = without(after, before);
  const bool removes_first = list.first == NameList::First::kRemove;
  if (removes_first) ENI_CO_CHECK(co_await for_each_name(call, owner, list.remove, list.member, lost));
  ENI_CO_CHECK(co_await for_each_name(call, owner, list.add, list.member, std::move(gained)));
  if (!removes_first) ENI_CO_CHECK(co_await for_each_name(call, owner, list.remove, list.member, lost));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_managed_policies(ResourceCall& call, const IamOwner& owner) {
  const std::string attach = "Attach" + std::string(owner.noun) + "Policy";
  const std::string detach = "Detach" + std::string(owner.noun) + "Policy";
  const NameList list{"ManagedPolicyArns", "PolicyArn", attach, detach};
  co_return co_await change_list(call, owner, list);
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

Task<ApiResult<void>> remove_policies(ResourceCall& call, const IamOwner& owner) {
  const std::string detach = "Detach" + std::string(owner.noun) + "Policy";
  std::vector<std::string> attached = texts_of(call.properties, "ManagedPolicyArns");
  ENI_CO_CHECK(co_await for_each_name(call, owner, detach, "PolicyArn", std::move(attached)));
  const auto policies = inline_policies(call.properties);
  for (const auto& [name, document] : policies) ENI_CO_CHECK(co_await delete_inline(call, owner, name));
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::cloudformation
