/// AWS::IAM::InstanceProfile.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"InstanceProfileName", Shape::kText, OnChange::kReplace},
    {"Path", Shape::kText, OnChange::kReplace},
    {"Roles", Shape::kList, OnChange::kUpdate, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"Arn"};

Task<ApiResult<void>> change_roles(ResourceCall& call, std::string_view operation,
                                   const std::vector<std::string>& roles) {
  for (const std::string& role : roles) {
    const json::object params{{"InstanceProfileName", call.physical_id}, {"RoleName", role}};
    const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
    if (reply.has_value()) continue;
    if (operation != "RemoveRoleFromInstanceProfile" || !is_missing(reply.error())) co_return reply.error();
  }
  co_return ApiResult<void>{};
}

ResourceOutcome outcome(const ResourceCall& call) {
  const std::string path = text_of(call.properties, "Path");
  const std::string resource = "instance-profile" + (path.empty() ? "/" : path) + call.physical_id;
  return {call.physical_id, json::object{{"Arn", call.global_arn("iam", resource)}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"InstanceProfileName", call.physical_id}};
  copy(call.properties, "Path", params);
  ENI_CO_CHECK(co_await call.call("iam", "CreateInstanceProfile", params));
  call.exists = true;
  const std::vector<std::string> roles = texts_of(call.properties, "Roles");
  ENI_CO_CHECK(co_await change_roles(call, "AddRoleToInstanceProfile", roles));
  co_return outcome(call);
}

/// A profile holds one role, so the old one goes first.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  const std::vector<std::string> before = texts_of(call.old_properties, "Roles");
  const std::vector<std::string> after = texts_of(call.properties, "Roles");
  const std::vector<std::string> removed = without(before, after);
  const std::vector<std::string> added = without(after, before);
  ENI_CO_CHECK(co_await change_roles(call, "RemoveRoleFromInstanceProfile", removed));
  ENI_CO_CHECK(co_await change_roles(call, "AddRoleToInstanceProfile", added));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const std::vector<std::string> roles = texts_of(call.properties, "Roles");
  ENI_CO_CHECK(co_await change_roles(call, "RemoveRoleFromInstanceProfile", roles));
  co_return co_await remove_by_id(call, "iam", "DeleteInstanceProfile", "InstanceProfileName");
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  return exists_by_id(call, "iam", "GetInstanceProfile", "InstanceProfileName");
}

}  // namespace

const ResourceType kIamInstanceProfile{
    .name = "AWS::IAM::InstanceProfile",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "InstanceProfileName",
    .name_rule = {128},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
};

}  // namespace eni::sandbox::cloudformation
