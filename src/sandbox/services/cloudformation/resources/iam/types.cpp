/// IAM's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;
using From = Attribute::From;
using In = Parameter::In;

constexpr Tagging kRoleTagging{"Tags", Tagging::Form::kPairs, "TagRole", "UntagRole", "RoleName", "TagKeys"};
constexpr Tagging kUserTagging{"Tags", Tagging::Form::kPairs, "TagUser", "UntagUser", "UserName", "TagKeys"};

ApiResult<void> check_holders(const ResourceCall& call, json::object&) {
  for (const std::string_view holders : {"Groups", "Roles", "Users"}) {
    if (!array_at(call.properties, holders).empty()) return {};
  }
  return aws::validation_error("At least one of [Groups,Roles,Users] must be non-empty.");
}

/// The operation that makes, changes or deletes a user's password.
Task<ApiResult<void>> change_login_profile(ResourceCall& call) {
  if (!has_changed(call, "LoginProfile")) co_return ApiResult<void>{};
  json::object params{{"UserName", call.physical_id}};
  const json::value* wanted = find(call.properties, "LoginProfile");
  if (!wanted) co_return co_await remove_patiently(call, "iam", "DeleteLoginProfile", std::move(params));
  if (wanted->is_object()) {
    copy(wanted->get_object(), "Password", params);
    copy(wanted->get_object(), "PasswordResetRequired", params);
  }
  const bool is_there = call.old_properties.contains("LoginProfile");
  const std::string_view operation = is_there ? "UpdateLoginProfile" : "CreateLoginProfile";
  co_return co_await call.tell("iam", operation, std::move(params));
}

/// IAM deletes it by a task of its own.
Task<ApiResult<void>> remove_service_linked_role(ResourceCall& call) {
  const json::object params{{"RoleName", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("iam", "DeleteServiceLinkedRole", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  const json::object task{{"DeletionTaskId", scalar_text_at(*reply, "DeletionTaskId")}};
  Poll poll{call, TimeLimits::kState, "Service-linked role " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object state,
               co_await call.call("iam", "GetServiceLinkedRoleDeletionStatus", task));
    const std::string status = scalar_text_at(state, "Status");
    if (status == "SUCCEEDED") co_return ApiResult<void>{};
    if (status == "FAILED") {
      co_return ApiError{"DeleteConflict", "The service-linked role " + call.physical_id + " is still in use",
                         409};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

const ResourceType kTypes[] = {
    {
        // The secret is told only once, so it stays what creation told: the engine keeps attributes that an update does not give.
        .name = "AWS::IAM::AccessKey",
        .attributes = {{"SecretAccessKey", "SecretAccessKey"}},
        .calls = {.service = "iam",
                  .id_member = "AccessKeyId",
                  .keys = {"UserName"},
                  .create = "CreateAccessKey",
                  .made = "AccessKey",
                  .id = "AccessKeyId",
                  .settings = {{"UpdateAccessKey", {{"Status", "", R"("Active")"}}}},
                  .remove = "DeleteAccessKey"},
        .reads = {"Serial"},
    },
    {
        .name = "AWS::IAM::Group",
        .attributes = {{"Arn", From::kArn}},
        .name_property = "GroupName",
        .name_rule = {128},
        .calls = {.service = "iam",
                  .id_member = "GroupName",
                  .create = "CreateGroup",
                  .name_member = "GroupName",
                  .takes = {{"Path", In::kCreate}, {"Path", "NewPath", R"("/")", In::kUpdate}},
                  .read = "GetGroup",
                  .item = "Group",
                  .update = "UpdateGroup",
                  .lists = {{"ManagedPolicyArns", "PolicyArn", "AttachGroupPolicy", "DetachGroupPolicy"},
                            {"Policies", "PolicyName", "PutGroupPolicy", "DeleteGroupPolicy"}},
                  .remove = "DeleteGroup"},
        .arn = [](const ResourceCall& call) { return iam_arn(call, "group", call.physical_id); },
    },
    {
        .name = "AWS::IAM::GroupPolicy",
        .calls = {.service = "iam",
                  .keys = {"GroupName", "PolicyName"},
                  .create = "PutGroupPolicy",
                  .takes = {"PolicyDocument"},
                  .id_from = {"PolicyName", "GroupName"},
                  .update = "PutGroupPolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteGroupPolicy"},
    },
    {
        .name = "AWS::IAM::InstanceProfile",
        .attributes = {{"Arn", From::kArn}},
        .name_property = "InstanceProfileName",
        .name_rule = {128},
        .calls = {.service = "iam",
                  .id_member = "InstanceProfileName",
                  .create = "CreateInstanceProfile",
                  .name_member = "InstanceProfileName",
                  .takes = {"Path"},
                  .read = "GetInstanceProfile",
                  // It holds one role, so the old one goes first.
                  .lists = {{"Roles", "RoleName", "AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile",
                             ElementList::First::kRemove}},
                  .remove = "DeleteInstanceProfile"},
        .arn = [](const ResourceCall& call) { return iam_arn(call, "instance-profile", call.physical_id); },
    },
    {
        .name = "AWS::IAM::Policy",
        .attributes = {"Id"},
        .name_rule = {128},
        .calls = {.service = "iam",
                  .keys = {"PolicyName"},
                  .lists = {{.property = "Roles",
                             .member = "RoleName",
                             .add = "PutRolePolicy",
                             .remove = "DeleteRolePolicy",
                             .takes = {"PolicyDocument"}},
                            {.property = "Users",
                             .member = "UserName",
                             .add = "PutUserPolicy",
                             .remove = "DeleteUserPolicy",
                             .takes = {"PolicyDocument"}},
                            {.property = "Groups",
                             .member = "GroupName",
                             .add = "PutGroupPolicy",
                             .remove = "DeleteGroupPolicy",
                             .takes = {"PolicyDocument"}}}},
        .prepare = check_holders,
    },
    {
        .name = "AWS::IAM::Role",
        .attributes = {{"Arn", "Arn"}, {"RoleId", "RoleId"}},
        .name_property = "RoleName",
        .name_rule = {64},
        .calls = {.service = "iam",
                  .id_member = "RoleName",
                  .create = "CreateRole",
                  .name_member = "RoleName",
                  .takes = {{"AssumeRolePolicyDocument", In::kCreate},
                            {"Description", "", R"("")"},
                            {"MaxSessionDuration", "", "3600"},
                            {"Path", In::kCreate},
                            {"PermissionsBoundary", In::kCreate}},
                  .made = "Role",
                  .read = "GetRole",
                  .item = "Role",
                  .shows = {{"PermissionsBoundary", "PermissionsBoundary.PermissionsBoundaryArn"}},
                  .update = "UpdateRole",
                  .settings = {{.put = "UpdateAssumeRolePolicy",
                                .takes = {{"AssumeRolePolicyDocument", "PolicyDocument"}},
                                .at = At::kUpdate},
                               {.put = "PutRolePermissionsBoundary",
                                .takes = {"PermissionsBoundary"},
                                .remove = "DeleteRolePermissionsBoundary",
                                .at = At::kUpdate}},
                  .lists = {{"ManagedPolicyArns", "PolicyArn", "AttachRolePolicy", "DetachRolePolicy"},
                            {"Policies", "PolicyName", "PutRolePolicy", "DeleteRolePolicy"}},
                  .remove = "DeleteRole",
                  .tagging = &kRoleTagging},
    },
    {
        .name = "AWS::IAM::RolePolicy",
        .calls = {.service = "iam",
                  .keys = {"RoleName", "PolicyName"},
                  .create = "PutRolePolicy",
                  .takes = {"PolicyDocument"},
                  .id_from = {"PolicyName", "RoleName"},
                  .update = "PutRolePolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteRolePolicy"},
    },
    {
        .name = "AWS::IAM::ServiceLinkedRole",
        .attributes = {"RoleName"},
        .calls = {.service = "iam",
                  .id_member = "RoleName",
                  .create = "CreateServiceLinkedRole",
                  .takes = {{"AWSServiceName", In::kCreate},
                            {"CustomSuffix", In::kCreate},
                            {"Description", "", R"("")"}},
                  .id = "Role.RoleName",
                  .update = "UpdateRole"},
        .remove = remove_service_linked_role,
    },
    {
        .name = "AWS::IAM::User",
        .attributes = {{"Arn", From::kArn}},
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
                  .item = "User",
                  .shows = {{"PermissionsBoundary", "PermissionsBoundary.PermissionsBoundaryArn"}},
                  .update = "UpdateUser",
                  .settings = {{.put = "PutUserPermissionsBoundary",
                                .takes = {"PermissionsBoundary"},
                                .remove = "DeleteUserPermissionsBoundary",
                                .at = At::kUpdate}},
                  .lists = {{"ManagedPolicyArns", "PolicyArn", "AttachUserPolicy", "DetachUserPolicy"},
                            {"Policies", "PolicyName", "PutUserPolicy", "DeleteUserPolicy"},
                            {"Groups", "GroupName", "AddUserToGroup", "RemoveUserFromGroup"}},
                  .remove = "DeleteUser",
                  .tagging = &kUserTagging},
        .reads = {"LoginProfile"},
        .configure = change_login_profile,
        .before_remove = [](ResourceCall& call) { return undo(call, change_login_profile); },
        .arn = [](const ResourceCall& call) { return iam_arn(call, "user", call.physical_id); },
    },
    {
        .name = "AWS::IAM::UserPolicy",
        .calls = {.service = "iam",
                  .keys = {"UserName", "PolicyName"},
                  .create = "PutUserPolicy",
                  .takes = {"PolicyDocument"},
                  .id_from = {"PolicyName", "UserName"},
                  .update = "PutUserPolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteUserPolicy"},
    },
    {
        .name = "AWS::IAM::UserToGroupAddition",
        .attributes = {"Id"},
        .name_rule = {128},
        .calls = {.service = "iam",
                  .keys = {"GroupName"},
                  .lists = {{"Users", "UserName", "AddUserToGroup", "RemoveUserFromGroup"}}},
    },
};

}  // namespace

const std::span<const ResourceType> kIamTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
