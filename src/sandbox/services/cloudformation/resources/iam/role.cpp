/// AWS::IAM::Role. Source: CloudFormation Template Reference, "AWS::IAM::Role".
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"AssumeRolePolicyDocument", Shape::kDocument, OnChange::kUpdate, Presence::kRequired},
    {"Description", Shape::kText},
    {"ManagedPolicyArns", Shape::kList},
    {"MaxSessionDuration", Shape::kInteger},
    {"Path", Shape::kText, OnChange::kReplace},
    {"PermissionsBoundary", Shape::kText},
    {"Policies", Shape::kList},
    {"RoleName", Shape::kText, OnChange::kReplace},
    {"Tags", Shape::kList},
};
constexpr std::string_view kAttributes[] = {"Arn", "RoleId"};
constexpr IamOwner kOwner{"Role", "RoleName"};

ResourceOutcome outcome(const std::string& name, const json::object& role) {
  return {name, json::object{{"Arn", text_of(role, "Arn")}, {"RoleId", text_of(role, "RoleId")}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"RoleName", call.physical_id},
                      {"AssumeRolePolicyDocument", document_of(call.properties, "AssumeRolePolicyDocument")},
                      {"Tags", tag_list(tags_of(call))}};
  for (const std::string_view name : {"Description", "MaxSessionDuration", "Path", "PermissionsBoundary"}) {
    copy(call.properties, name, params);
  }
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "CreateRole", params));
  call.exists = true;
  ENI_CO_CHECK(co_await update_managed_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_inline_policies(call, kOwner));
  const json::value* role = find(reply, "Role");
  const json::object attributes = role && role->is_object() ? role->get_object() : json::object{};
  co_return outcome(call.physical_id, attributes);
}

Task<ApiResult<void>> update_description(ResourceCall& call) {
  if (!has_changed(call, "Description") && !has_changed(call, "MaxSessionDuration"))
    co_return ApiResult<void>{};
  json::object params{{"RoleName", call.physical_id},
                      {"Description", text_of(call.properties, "Description")},
                      {"MaxSessionDuration", "3600"}};
  copy(call.properties, "MaxSessionDuration", params);
  ENI_CO_CHECK(co_await call.call("iam", "UpdateRole", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_trust(ResourceCall& call) {
  if (!has_changed(call, "AssumeRolePolicyDocument")) co_return ApiResult<void>{};
  const json::object params{{"RoleName", call.physical_id},
                            {"PolicyDocument", document_of(call.properties, "AssumeRolePolicyDocument")}};
  ENI_CO_CHECK(co_await call.call("iam", "UpdateAssumeRolePolicy", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_description(call));
  ENI_CO_CHECK(co_await update_trust(call));
  ENI_CO_CHECK(co_await update_boundary(call, kOwner));
  ENI_CO_CHECK(co_await update_managed_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_inline_policies(call, kOwner));
  ENI_CO_CHECK(co_await update_tags(call, kOwner));
  const json::object params{{"RoleName", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "GetRole", params));
  const json::value* role = find(reply, "Role");
  const json::object attributes = role && role->is_object() ? role->get_object() : json::object{};
  co_return outcome(call.physical_id, attributes);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  ENI_CO_CHECK(co_await remove_policies(call, kOwner));
  co_return co_await remove_by_id(call, "iam", "DeleteRole", "RoleName");
}

Task<ApiResult<bool>> exists(ResourceCall& call) { return exists_by_id(call, "iam", "GetRole", "RoleName"); }

}  // namespace

const ResourceType kIamRole{
    .name = "AWS::IAM::Role",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "RoleName",
    .name_rule = {64},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
