/// AWS::IAM::User.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Groups", Shape::kList},
    {"LoginProfile", Shape::kObject},
    {"ManagedPolicyArns", Shape::kList},
    {"Path", Shape::kText},
    {"PermissionsBoundary", Shape::kText},
    {"Policies", Shape::kList},
    {"Tags", Shape::kList},
    {"UserName", Shape::kText, OnChange::kReplace},
};
constexpr std::string_view kAttributes[] = {"Arn"};
constexpr IamOwner kOwner{"User", "UserName"};

ResourceOutcome outcome(const ResourceCall& call) {
  const std::string path = text_of(call.properties, "Path");
  return {
      call.physical_id,
      json::object{{"Arn", call.global_arn("iam", "user" + (path.empty() ? "/" : path) + call.physical_id)}}};
}

Task<ApiResult<void>> change_groups(ResourceCall& call, std::string_view operation,
                                    const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const json::object params{{"UserName", call.physical_id}, {"GroupName", group}};
    const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
    if (reply.has_value()) continue;
    if (operation != "RemoveUserFromGroup" || !is_missing(reply.error())) co_return reply.error();
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_groups(ResourceCall& call) {
  const std::vector<std::string> before = texts_of(call.old_properties, "Groups");
  const std::vector<std::string> after = texts_of(call.properties, "Groups");
  const std::vector<std::string> added = without(after, before);
  const std::vector<std::string> removed = without(before, after);
  ENI_CO_CHECK(co_await change_groups(call, "AddUserToGroup", added));
  ENI_CO_CHECK(co_await change_groups(call, "RemoveUserFromGroup", removed));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_login_profile(ResourceCall& call) {
  if (!has_changed(call, "LoginProfile")) co_return ApiResult<void>{};
  json::object params{{"UserName", call.physical_id}};
  const json::value* wanted = find(call.properties, "LoginProfile");
  if (!wanted) {
    const ApiResult<json::object> reply = co_await call.call("iam", "DeleteLoginProfile", params);
    co_return tolerate_missing(reply);
  }
  if (wanted->is_object()) {
    copy(wanted->get_object(), "Password", params);
    copy(wanted->get_object(), "PasswordResetRequired", params);
  }
  const std::string operation =
      call.old_properties.contains("LoginProfile") ? "UpdateLoginProfile" : "CreateLoginProfile";
  ENI_CO_CHECK(co_await call.call("iam", operation, params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"UserName", call.physical_id}, {"Tags", tag_list(tags_of(call))}};
  copy(call.properties, "Path", params);
  copy(call.properties, "PermissionsBoundary", params);
  ENI_CO_CHECK(co_await call.call("iam", "CreateUser", params));
  call.exists = true;
  ENI_CO_CHECK(co_await update_managed_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_inline_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_groups(call));
  ENI_CO_CHECK(co_await update_login_profile(call));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "Path")) {
    const std::string path = text_of(call.properties, "Path");
    const json::object params{{"UserName", call.physical_id}, {"NewPath", path.empty() ? "/" : path}};
    ENI_CO_CHECK(co_await call.call("iam", "UpdateUser", params));
  }
  ENI_CO_CHECK(co_await update_boundary(call, kOwner));
  ENI_CO_CHECK(co_await update_managed_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_inline_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_groups(call));
  ENI_CO_CHECK(co_await update_login_profile(call));
  ENI_CO_CHECK(co_await update_tags(call, kOwner));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  ENI_CO_CHECK(co_await remove_policies(call, kOwner));
  const std::vector<std::string> groups = texts_of(call.properties, "Groups");
  ENI_CO_CHECK(co_await change_groups(call, "RemoveUserFromGroup", groups));
  const json::object params{{"UserName", call.physical_id}};
  if (call.properties.contains("LoginProfile")) {
    const ApiResult<json::object> login = co_await call.call("iam", "DeleteLoginProfile", params);
    ENI_CO_CHECK(tolerate_missing(login));
  }
  const ApiResult<json::object> reply = co_await call.call("iam", "DeleteUser", params);
  co_return tolerate_missing(reply);
}

Task<ApiResult<bool>> exists(ResourceCall& call) { return exists_by_id(call, "iam", "GetUser", "UserName"); }

}  // namespace

const ResourceType kIamUser{
    .name = "AWS::IAM::User",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "UserName",
    .name_rule = {64},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
