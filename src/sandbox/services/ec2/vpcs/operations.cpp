/// VPCs and subnets.
#include "sandbox/services/ec2/vpcs/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_subnet(const Call& call) { return access_to(call, {"SubnetId"}); }
Access on_vpc(const Call& call) { return access_to(call, {"VpcId"}); }
Access to_create_subnet(const Call& call) { return access_to(call, {"VpcId"}, {"subnet"}); }
Access to_create_vpc(const Call& call) { return access_to(call, {}, {"vpc"}); }

constexpr std::string_view kVpcDifferences =
    "the quota of five VPCs is not enforced; IPAM pools, IPv6 pools of one's own, encryption controls and "
    "the "
    "tenancy host are refused by name";
constexpr std::string_view kBlock6Differences = "IPv6 blocks are of the documentation prefix 2001:db8::/32";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource checked, run, no route, differences
    {"AssociateSubnetCidrBlock",
     "ec2:AssociateSubnetCidrBlock",
     on_subnet,
     associate_subnet_cidr_block,
     {},
     {}},
    {"AssociateVpcCidrBlock",
     "ec2:AssociateVpcCidrBlock",
     on_vpc,
     associate_vpc_cidr_block,
     {},
     kBlock6Differences},
    {"CreateDefaultSubnet", "ec2:CreateDefaultSubnet", any_resource, create_default_subnet, {}, {}},
    {"CreateDefaultVpc", "ec2:CreateDefaultVpc", any_resource, create_default_vpc, {}, {}},
    {"CreateSubnet",
     "ec2:CreateSubnet",
     to_create_subnet,
     create_subnet,
     {},
     "IPv6-only subnets, Outposts and IPAM pools are refused by name"},
    {"CreateVpc", "ec2:CreateVpc", to_create_vpc, create_vpc, {}, kVpcDifferences},
    {"DeleteSubnet", "ec2:DeleteSubnet", on_subnet, delete_subnet, {}, {}},
    {"DeleteVpc", "ec2:DeleteVpc", on_vpc, delete_vpc, {}, {}},
    {"DescribeSubnets", "ec2:DescribeSubnets", any_resource, describe_subnets, {}, {}},
    {"DescribeVpcAttribute", "ec2:DescribeVpcAttribute", on_vpc, describe_vpc_attribute, {}, {}},
    {"DescribeVpcs", "ec2:DescribeVpcs", any_resource, describe_vpcs, {}, {}},
    {"DisassociateSubnetCidrBlock",
     "ec2:DisassociateSubnetCidrBlock",
     any_resource,
     disassociate_subnet_cidr_block,
     {},
     "IAM is asked for the resource *"},
    {"DisassociateVpcCidrBlock",
     "ec2:DisassociateVpcCidrBlock",
     any_resource,
     disassociate_vpc_cidr_block,
     {},
     "IAM is asked for the resource *"},
    {"ModifySubnetAttribute",
     "ec2:ModifySubnetAttribute",
     on_subnet,
     modify_subnet_attribute,
     {},
     "attributes of Outposts are refused by name"},
    {"ModifyVpcAttribute", "ec2:ModifyVpcAttribute", on_vpc, modify_vpc_attribute, {}, {}},
};

}  // namespace

constinit const std::span<const Operation> kVpcOperations{kRows};

}  // namespace eni::sandbox::ec2_service
