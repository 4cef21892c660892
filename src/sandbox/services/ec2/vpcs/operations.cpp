/// VPCs and subnets.
#include "sandbox/services/ec2/vpcs/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_subnet(const Call& call) { return access_to(call, {"SubnetId"}); }
Access on_association(const Call& call) { return access_to(call, {"AssociationId"}); }
Access on_vpc(const Call& call) { return access_to(call, {"VpcId"}); }
Access to_create_subnet(const Call& call) { return access_to(call, {"VpcId"}, {"subnet"}); }
Access to_create_vpc(const Call& call) { return access_to(call, {}, {"vpc"}); }

constexpr std::string_view kVpcDifferences =
    "the quota of five VPCs is not enforced; IPAM pools, IPv6 pools of one's own, encryption controls and "
    "the "
    "tenancy host are refused by name";
constexpr std::string_view kBlock6Differences = "IPv6 blocks are of the documentation prefix 2001:db8::/32";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"AssociateSubnetCidrBlock", on_subnet, associate_subnet_cidr_block, "SubnetId Ipv6CidrBlock"},
    {"AssociateVpcCidrBlock",
     on_vpc,
     associate_vpc_cidr_block,
     "CidrBlock VpcId AmazonProvidedIpv6CidrBlock",
     {.differences = kBlock6Differences}},
    {"CreateDefaultSubnet", any_in_region, create_default_subnet, "AvailabilityZone"},
    {"CreateDefaultVpc", any_in_region, create_default_vpc},
    {"CreateSubnet",
     to_create_subnet,
     create_subnet,
     "TagSpecification AvailabilityZone AvailabilityZoneId CidrBlock Ipv6CidrBlock VpcId",
     {.differences = "IPv6-only subnets, Outposts and IPAM pools are refused by name"}},
    {"CreateVpc",
     to_create_vpc,
     create_vpc,
     "CidrBlock TagSpecification InstanceTenancy AmazonProvidedIpv6CidrBlock",
     {.differences = kVpcDifferences}},
    {"DeleteSubnet", on_subnet, delete_subnet, "SubnetId"},
    {"DeleteVpc", on_vpc, delete_vpc, "VpcId"},
    {"DescribeSubnets", any_in_region, describe_subnets, "Filter SubnetId NextToken MaxResults"},
    {"DescribeVpcAttribute", on_vpc, describe_vpc_attribute, "Attribute VpcId"},
    {"DescribeVpcs", any_in_region, describe_vpcs, "Filter VpcId NextToken MaxResults"},
    {"DisassociateSubnetCidrBlock", on_association, disassociate_subnet_cidr_block, "AssociationId"},
    {"DisassociateVpcCidrBlock", on_association, disassociate_vpc_cidr_block, "AssociationId"},
    {"ModifySubnetAttribute",
     on_subnet,
     modify_subnet_attribute,
     "AssignIpv6AddressOnCreation MapPublicIpOnLaunch SubnetId EnableDns64 PrivateDnsHostnameTypeOnLaunch "
     "EnableResourceNameDnsARecordOnLaunch EnableResourceNameDnsAAAARecordOnLaunch",
     {.differences = "attributes of Outposts are refused by name"}},
    {"ModifyVpcAttribute", on_vpc, modify_vpc_attribute,
     "EnableDnsHostnames EnableDnsSupport VpcId EnableNetworkAddressUsageMetrics"},
};

}  // namespace

constinit const std::span<const Operation> kVpcOperations{kRows};

}  // namespace eni::sandbox::ec2_service
