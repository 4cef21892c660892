/// IAM's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// A profile holds one role, so the old one goes first.
constexpr NameList kProfileRoles{"Roles", "RoleName", "AddRoleToInstanceProfile",
                                 "RemoveRoleFromInstanceProfile", NameList::First::kRemove};

Task<ApiResult<void>> change_profile_roles(ResourceCall& call) {
  return change_list(call, kProfileOwner, kProfileRoles);
}

Task<ApiResult<void>> remove_profile_roles(ResourceCall& call) {
  return for_each_name(call, kProfileOwner, kProfileRoles.remove, kProfileRoles.member,
                       texts_of(call.properties, "Roles"));
}

std::string profile_arn(const ResourceCall& call) {
  return call.global_arn("iam", "instance-profile" + path_of(call) + call.physical_id);
}

/// IAM deletes it by a task of its own.
Task<ApiResult<void>> remove_service_linked_role(ResourceCall& call) {
  const json::object params{{"RoleName", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("iam", "DeleteServiceLinkedRole", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  const json::object task{{"DeletionTaskId", text_of(*reply, "DeletionTaskId")}};
  constexpr int kPolls = 60;
  for (int poll = 0; poll < kPolls; ++poll) {
    ENI_CO_TRY(const json::object state,
               co_await call.call("iam", "GetServiceLinkedRoleDeletionStatus", task));
    const std::string status = text_of(state, "Status");
    if (status == "SUCCEEDED") co_return ApiResult<void>{};
    if (status == "FAILED") break;
    co_await sleep_for(call.parts.scheduler, std::chrono::seconds{1});
  }
  co_return ApiError{"DeleteConflict", "The service-linked role " + call.physical_id + " is still in use",
                     409};
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::IAM::InstanceProfile",
        .attributes = {{"Arn", Attribute::From::kArn}},
        .name_property = "InstanceProfileName",
        .name_rule = {128},
        .calls = {.service = "iam",
                  .id_member = "InstanceProfileName",
                  .create = "CreateInstanceProfile",
                  .name_member = "InstanceProfileName",
                  .takes = {"Path"},
                  .read = "GetInstanceProfile",
                  .remove = "DeleteInstanceProfile"},
        .reads = {"Roles"},
        .configure = change_profile_roles,
        .before_remove = remove_profile_roles,
        .arn = profile_arn,
    },
    {
        .name = "AWS::IAM::ServiceLinkedRole",
        .attributes = {"RoleName"},
        .calls = {.service = "iam",
                  .id_member = "RoleName",
                  .create = "CreateServiceLinkedRole",
                  .takes = {{"AWSServiceName", Parameter::In::kCreate},
                            {"CustomSuffix", Parameter::In::kCreate},
                            {"Description", "", R"("")"}},
                  .id = "Role.RoleName",
                  .update = "UpdateRole"},
        .remove = remove_service_linked_role,
    },
};

}  // namespace

const std::span<const ResourceType> kIamTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
