#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"availability-zone", "availabilityZone"},
    {"availabilityZone", "availabilityZone"},
    {"availability-zone-id", "availabilityZoneId"},
    {"availabilityZoneId", "availabilityZoneId"},
    {"available-ip-address-count", "availableIpAddressCount"},
    {"cidr", "cidrBlock"},
    {"cidr-block", "cidrBlock"},
    {"cidrBlock", "cidrBlock"},
    {"default-for-az", "defaultForAz"},
    {"defaultForAz", "defaultForAz"},
    {"enable-dns64", "enableDns64"},
    {"ipv6-cidr-block-association.association-id", "ipv6CidrBlockAssociationSet.associationId"},
    {"ipv6-cidr-block-association.ipv6-cidr-block", "ipv6CidrBlockAssociationSet.ipv6CidrBlock"},
    {"ipv6-cidr-block-association.state", "ipv6CidrBlockAssociationSet.ipv6CidrBlockState.state"},
    {"ipv6-native", "ipv6Native"},
    {"map-customer-owned-ip-on-launch", "mapCustomerOwnedIpOnLaunch"},
    {"map-public-ip-on-launch", "mapPublicIpOnLaunch"},
    {"owner-id", "ownerId"},
    {"private-dns-name-options-on-launch.hostname-type", "privateDnsNameOptionsOnLaunch.hostnameType"},
    {"private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
     "privateDnsNameOptionsOnLaunch.enableResourceNameDnsARecord"},
    {"private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
     "privateDnsNameOptionsOnLaunch.enableResourceNameDnsAAAARecord"},
    {"state", "state"},
    {"subnet-arn", "subnetArn"},
    {"subnet-id", "subnetId"},
    {"vpc-id", "vpcId"},
};

}  // namespace

ApiResult<Reply> describe_subnets(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("SubnetId"));
  std::vector<json::object> items;
  for (const std::string& id : ids) {
    ENI_TRY(const auto subnet, visible_subnet(call, id));
    items.push_back(subnet_item(call, subnet));
  }
  if (ids.empty()) {
    for (const Ec2Resource& subnet : visible_subnets(call)) items.push_back(subnet_item(call, subnet));
  }
  return describe(call, std::move(items), "subnetSet", "subnetId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
