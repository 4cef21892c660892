#include "sandbox/services/ec2/security_groups/find_group.h"

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {

ApiResult<Ec2Resource> find_group(const Call& call) {
  if (const auto id = call.params.text("GroupId")) return own(call, "security-group", *id);
  const auto name = call.params.text("GroupName");
  if (!name) return missing_parameter("groupName or groupId");
  const auto vpc = find_default_vpc(call);
  if (vpc) {
    for (auto& group : call.store<Ec2Repository>().list_in(vpc->id, "security-group")) {
      if (group_name(group) == *name) return std::move(group);
    }
  }
  return ApiError{"InvalidGroup.NotFound",
                  "The security group '" + *name + "' does not exist in default VPC"};
}

}  // namespace eni::sandbox::ec2_service
