#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"cidr", "cidrBlock"},
    {"cidr-block-association.association-id", "cidrBlockAssociationSet.associationId"},
    {"cidr-block-association.cidr-block", "cidrBlockAssociationSet.cidrBlock"},
    {"cidr-block-association.state", "cidrBlockAssociationSet.cidrBlockState.state"},
    {"dhcp-options-id", "dhcpOptionsId"},
    {"ipv6-cidr-block-association.association-id", "ipv6CidrBlockAssociationSet.associationId"},
    {"ipv6-cidr-block-association.ipv6-cidr-block", "ipv6CidrBlockAssociationSet.ipv6CidrBlock"},
    {"ipv6-cidr-block-association.ipv6-pool", "ipv6CidrBlockAssociationSet.ipv6Pool"},
    {"ipv6-cidr-block-association.state", "ipv6CidrBlockAssociationSet.ipv6CidrBlockState.state"},
    {"is-default", "isDefault"},
    {"isDefault", "isDefault"},
    {"owner-id", "ownerId"},
    {"state", "state"},
    {"vpc-id", "vpcId"},
};

}  // namespace

ApiResult<Reply> describe_vpcs(Call& call) {
  ENI_CHECK(check_parameters(call, {"VpcId", "Filter", "MaxResults", "NextToken"}));
  ENI_TRY(const auto vpcs, own_listed(call, "vpc", "VpcId"));
  std::vector<json::object> items;
  for (const Ec2Resource& vpc : vpcs) items.push_back(shown(call, vpc));
  return describe(call, std::move(items), "vpcSet", "vpcId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
