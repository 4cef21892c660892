/// AWS::IAM::InstanceProfile.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// A profile holds one role, so the old one goes first.
constexpr NameList kRoles{"Roles", "RoleName", "AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile",
                          NameList::First::kRemove};

Task<ApiResult<void>> change_roles(ResourceCall& call) { return change_list(call, kProfileOwner, kRoles); }

Task<ApiResult<void>> remove_roles(ResourceCall& call) {
  return for_each_name(call, kProfileOwner, kRoles.remove, kRoles.member, texts_of(call.properties, "Roles"));
}

std::string arn_of(const ResourceCall& call) {
  return call.global_arn("iam", "instance-profile" + path_of(call) + call.physical_id);
}

}  // namespace

const ResourceType kIamInstanceProfile{
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
    .configure = change_roles,
    .before_remove = remove_roles,
    .arn = arn_of,
};

}  // namespace eni::sandbox::cloudformation
