/// AWS::IAM::User.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

constexpr NameList kGroups{"Groups", "GroupName", "AddUserToGroup", "RemoveUserFromGroup"};

std::string arn_of(const ResourceCall& call) {
  return call.global_arn("iam", "user" + path_of(call) + call.physical_id);
}

Task<ApiResult<void>> update_login_profile(ResourceCall& call) {
  if (!has_changed(call, "LoginProfile")) co_return ApiResult<void>{};
  json::object params = key_params(kIamUser, call);
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

Task<ApiResult<void>> configure(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_managed_policies(call, kUserOwner));
  ENI_CO_CHECK(co_await update_inline_policies(call, kUserOwner));
  ENI_CO_CHECK(co_await change_list(call, kUserOwner, kGroups));
  ENI_CO_CHECK(co_await update_login_profile(call));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change(ResourceCall& call) { return update_boundary(call, kUserOwner); }

Task<ApiResult<void>> before_remove(ResourceCall& call) {
  ENI_CO_CHECK(co_await remove_policies(call, kUserOwner));
  std::vector<std::string> groups = texts_of(call.properties, "Groups");
  ENI_CO_CHECK(co_await for_each_name(call, kUserOwner, kGroups.remove, kGroups.member, std::move(groups)));
  if (!call.properties.contains("LoginProfile")) co_return ApiResult<void>{};
  const json::object params = key_params(kIamUser, call);
  const ApiResult<json::object> reply = co_await call.call("iam", "DeleteLoginProfile", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kIamUser{
    .name = "AWS::IAM::User",
    .attributes = {{"Arn", Attribute::From::kArn}},
    .name_property = "UserName",
    .name_rule = {64},
    .calls = {.service = "iam",
              .id_member = "UserName",
              .create = "CreateUser",
              .name_member = "UserName",
              .takes = {{"Path", In::kCreate},
                        {"PermissionsBoundary", In::kCreate},
                        {"Path", "NewPath", R"("/")", In::kUpdate}},
              .read = "GetUser",
              .update = "UpdateUser",
              .remove = "DeleteUser",
              .tagging = &kUserTagging},
    .reads = {"Groups", "LoginProfile", "ManagedPolicyArns", "Policies"},
    .is_taggable = true,
    .change = change,
    .configure = configure,
    .before_remove = before_remove,
    .arn = arn_of,
};

}  // namespace eni::sandbox::cloudformation
