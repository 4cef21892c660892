/// Route tables, routes, gateways; DHCP options and network ACLs as records; what can only be asked for.
#include "sandbox/services/ec2/routing/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_acl(const Call& call) { return access_to(call, {"NetworkAclId"}); }
Access on_gateway(const Call& call) { return access_to(call, {"InternetGatewayId"}); }
Access on_gateway_and_vpc(const Call& call) { return access_to(call, {"InternetGatewayId", "VpcId"}); }
Access on_nat_gateway(const Call& call) { return access_to(call, {"NatGatewayId"}); }
Access on_table(const Call& call) { return access_to(call, {"RouteTableId"}); }
Access on_table_and_subnet(const Call& call) { return access_to(call, {"RouteTableId", "SubnetId"}); }
Access to_create_acl(const Call& call) { return access_to(call, {"VpcId"}, {"network-acl"}); }
Access to_create_gateway(const Call& call) { return access_to(call, {}, {"internet-gateway"}); }
Access to_create_nat_gateway(const Call& call) {
  return access_to(call, {"SubnetId", "AllocationId"}, {"natgateway"});
}
Access to_create_table(const Call& call) { return access_to(call, {"VpcId"}, {"route-table"}); }

constexpr std::string_view kRouteDifferences =
    "routes lead to internet gateways, NAT gateways, interfaces and instances; other targets are refused by "
    "name";

constexpr std::string_view kEntryDifferences = "entries are kept, no traffic is filtered";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource checked, run, no route, differences
    {"AssociateRouteTable",
     "ec2:AssociateRouteTable",
     on_table_and_subnet,
     associate_route_table,
     {},
     "gateways are refused by name"},
    {"AttachInternetGateway", "ec2:AttachInternetGateway", on_gateway_and_vpc, attach_internet_gateway},
    {"CreateInternetGateway", "ec2:CreateInternetGateway", to_create_gateway, create_internet_gateway},
    {"CreateNatGateway",
     "ec2:CreateNatGateway",
     to_create_nat_gateway,
     create_nat_gateway,
     {},
     "secondary addresses and regional gateways are refused by name"},
    {"CreateNetworkAcl", "ec2:CreateNetworkAcl", to_create_acl, create_network_acl},
    {"CreateNetworkAclEntry",
     "ec2:CreateNetworkAclEntry",
     on_acl,
     create_network_acl_entry,
     {},
     kEntryDifferences},
    {"CreateRoute", "ec2:CreateRoute", on_table, create_route, {}, kRouteDifferences},
    {"CreateRouteTable", "ec2:CreateRouteTable", to_create_table, create_route_table},
    {"DeleteInternetGateway", "ec2:DeleteInternetGateway", on_gateway, delete_internet_gateway},
    {"DeleteNatGateway",
     "ec2:DeleteNatGateway",
     on_nat_gateway,
     delete_nat_gateway,
     {},
     "the interface and its addresses are free at once, while the gateway is still deleting"},
    {"DeleteNetworkAcl", "ec2:DeleteNetworkAcl", on_acl, delete_network_acl},
    {"DeleteNetworkAclEntry", "ec2:DeleteNetworkAclEntry", on_acl, delete_network_acl_entry},
    {"DeleteRoute", "ec2:DeleteRoute", on_table, delete_route},
    {"DeleteRouteTable", "ec2:DeleteRouteTable", on_table, delete_route_table},
    {"DescribeDhcpOptions",
     "ec2:DescribeDhcpOptions",
     any_resource,
     describe_dhcp_options,
     {},
     "there is the set that AWS provides; no other can be made"},
    {"DescribeInternetGateways", "ec2:DescribeInternetGateways", any_resource, describe_internet_gateways},
    {"DescribeNatGateways", "ec2:DescribeNatGateways", any_resource, describe_nat_gateways},
    {"DescribeNetworkAcls", "ec2:DescribeNetworkAcls", any_resource, describe_network_acls},
    {"DescribePrefixLists",
     "ec2:DescribePrefixLists",
     any_resource,
     describe_prefix_lists,
     {},
     "those of Amazon S3 and DynamoDB, with ids that are not AWS's and blocks of the documentation's "
     "networks; nothing can refer "
     "to them"},
    {"DescribeRouteTables", "ec2:DescribeRouteTables", any_resource, describe_route_tables},
    {"DescribeVpcEndpoints",
     "ec2:DescribeVpcEndpoints",
     any_resource,
     describe_vpc_endpoints,
     {},
     "there are none: VPC endpoints cannot be made"},
    {"DescribeVpnGateways",
     "ec2:DescribeVpnGateways",
     any_resource,
     describe_vpn_gateways,
     {},
     "there are none: virtual private gateways cannot be made"},
    {"DetachInternetGateway", "ec2:DetachInternetGateway", on_gateway_and_vpc, detach_internet_gateway},
    {"DisassociateRouteTable",
     "ec2:DisassociateRouteTable",
     any_resource,
     disassociate_route_table,
     {},
     "IAM is asked for the resource *"},
    {"ReplaceNetworkAclAssociation", "ec2:ReplaceNetworkAclAssociation", on_acl,
     replace_network_acl_association},
    {"ReplaceNetworkAclEntry",
     "ec2:ReplaceNetworkAclEntry",
     on_acl,
     replace_network_acl_entry,
     {},
     kEntryDifferences},
    {"ReplaceRoute", "ec2:ReplaceRoute", on_table, replace_route, {}, kRouteDifferences},
    {"ReplaceRouteTableAssociation", "ec2:ReplaceRouteTableAssociation", on_table,
     replace_route_table_association},
};

}  // namespace

constinit const std::span<const Operation> kRoutingOperations{kRows};

}  // namespace eni::sandbox::ec2_service
