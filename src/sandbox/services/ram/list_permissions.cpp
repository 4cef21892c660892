/// ListResourceSharePermissions: what the share's participants may do with its resources. A share without permissions of its
/// own has AWS's for each type of resource in it, and subnets are the only type.
#include "aws/partition.h"
#include "sandbox/services/ram/input.h"
#include "sandbox/services/ram/items.h"
#include "sandbox/services/ram/operations.h"

namespace eni::sandbox::ram_service {
namespace {

/// Source: AWS RAM User Guide, "Viewing managed permissions", whose list-permissions shows it.
constexpr std::string_view kSubnetPermission = "AWSRAMDefaultPermissionSubnet";
constexpr std::int64_t kPermissionMade = 1'582'832'306'727;  // 2020-02-27T19:38:26.727Z

bool has_resources(const Call& call, const RamShare& share) {
  for (const RamAssociation& association : call.store<RamRepository>().associations(share.arn))
    if (association.type == "RESOURCE") return true;
  return false;
}

json::object subnet_permission(const Call& call) {
  const std::string partition{aws::partition_of(call.region).name};
  return {{"arn", "arn:" + partition + ":ram::aws:permission/" + std::string(kSubnetPermission)},
          {"version", "1"},
          {"defaultVersion", true},
          {"name", kSubnetPermission},
          {"resourceType", "ec2:Subnet"},
          {"status", "ASSOCIATED"},
          {"creationTime", seconds(kPermissionMade)},
          {"lastUpdatedTime", seconds(kPermissionMade)},
          {"isResourceTypeDefault", true},
          {"permissionType", "AWS_MANAGED"},
          {"featureSet", "STANDARD"}};
}

}  // namespace

ApiResult<Reply> list_resource_share_permissions(Call& call) {
  ENI_TRY(const auto share, own_share(call));
  std::vector<json::object> permissions;
  if (has_resources(call, share)) permissions.push_back(subnet_permission(call));
  return page(call, "permissions", std::move(permissions));
}

}  // namespace eni::sandbox::ram_service
