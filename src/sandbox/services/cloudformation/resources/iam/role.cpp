/// AWS::IAM::Role. Source: CloudFormation Template Reference, "AWS::IAM::Role".
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

Task<ApiResult<void>> update_trust(ResourceCall& call) {
  if (!has_changed(call, "AssumeRolePolicyDocument")) co_return ApiResult<void>{};
  const json::object params{{"RoleName", call.physical_id},
                            {"PolicyDocument", document_of(call.properties, "AssumeRolePolicyDocument")}};
  ENI_CO_CHECK(co_await call.call("iam", "UpdateAssumeRolePolicy", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_trust(call));
  ENI_CO_CHECK(co_await update_boundary(call, kRoleOwner));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> configure(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_managed_policies(call, kRoleOwner));
  ENI_CO_CHECK(co_await update_inline_policies(call, kRoleOwner));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> before_remove(ResourceCall& call) { return remove_policies(call, kRoleOwner); }

}  // namespace

const ResourceType kIamRole{
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
              .update = "UpdateRole",
              .remove = "DeleteRole",
              .tagging = &kRoleTagging},
    .reads = {"ManagedPolicyArns", "Policies"},
    .is_taggable = true,
    .change = change,
    .configure = configure,
    .before_remove = before_remove,
};

}  // namespace eni::sandbox::cloudformation
