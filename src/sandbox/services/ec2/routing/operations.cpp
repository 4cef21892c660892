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
Access on_egress_gateway(const Call& call) { return access_to(call, {"EgressOnlyInternetGatewayId"}); }
Access on_association(const Call& call) { return access_to(call, {"AssociationId"}); }
Access on_endpoint(const Call& call) { return access_to(call, {"VpcEndpointId"}); }
Access to_modify_endpoint(const Call& call) {
  return access_to(call, {"VpcEndpointId", "AddRouteTableId", "RemoveRouteTableId", "AddSubnetId",
                          "RemoveSubnetId", "AddSecurityGroupId", "RemoveSecurityGroupId"});
}
Access on_flow_log(const Call& call) { return access_to(call, {"FlowLogId"}); }
Access to_create_egress_gateway(const Call& call) {
  return access_to(call, {"VpcId"}, {"egress-only-internet-gateway"});
}
Access to_create_endpoint(const Call& call) {
  Access access = access_to(call, {"VpcId", "RouteTableId", "SubnetId", "SecurityGroupId"}, {"vpc-endpoint"});
  access.context.emplace_back("ec2:VpceServiceName", call.params.text_or("ServiceName", ""));
  return access;
}
Access to_create_flow_log(const Call& call) { return access_to(call, {"ResourceId"}, {"vpc-flow-log"}); }
Access to_create_acl(const Call& call) { return access_to(call, {"VpcId"}, {"network-acl"}); }
Access to_create_gateway(const Call& call) { return access_to(call, {}, {"internet-gateway"}); }
Access to_create_nat_gateway(const Call& call) {
  return access_to(call, {"SubnetId", "AllocationId"}, {"natgateway"});
}
Access to_create_table(const Call& call) { return access_to(call, {"VpcId"}, {"route-table"}); }

constexpr std::string_view kRouteDifferences =
    "routes lead to internet gateways, egress-only ones, NAT gateways, interfaces and instances; other "
    "targets are refused by name";

constexpr std::string_view kRecordOfEndpoint =
    "endpoints are records: available at once, without interfaces, DNS names and routes";
constexpr std::string_view kRecordOfFlowLog = "flow logs are records: nothing flows, nothing is delivered";

constexpr std::string_view kEntryDifferences =
    "entries filter the traffic of tasks that run (`sandbox --run`)";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"AssociateRouteTable",
     on_table_and_subnet,
     associate_route_table,
     "SubnetId RouteTableId",
     {.differences = "gateways are refused by name"}},
    {"AttachInternetGateway", on_gateway_and_vpc, attach_internet_gateway, "InternetGatewayId VpcId"},
    {"CreateEgressOnlyInternetGateway",
     to_create_egress_gateway,
     create_egress_only_internet_gateway,
     "VpcId TagSpecification",
     {.ignores = "ClientToken"}},
    {"CreateFlowLogs",
     to_create_flow_log,
     create_flow_logs,
     "DeliverLogsPermissionArn LogGroupName ResourceId ResourceType TrafficType LogDestinationType "
     "LogDestination "
     "LogFormat TagSpecification MaxAggregationInterval",
     {.ignores = "ClientToken", .differences = kRecordOfFlowLog}},
    {"CreateInternetGateway", to_create_gateway, create_internet_gateway, "TagSpecification"},
    {"CreateNatGateway",
     to_create_nat_gateway,
     create_nat_gateway,
     "AllocationId ClientToken SubnetId TagSpecification ConnectivityType PrivateIpAddress",
     {.differences = "secondary addresses and regional gateways are refused by name"}},
    {"CreateNetworkAcl", to_create_acl, create_network_acl, "TagSpecification ClientToken VpcId"},
    {"CreateNetworkAclEntry",
     on_acl,
     create_network_acl_entry,
     "NetworkAclId RuleNumber Protocol RuleAction Egress CidrBlock Ipv6CidrBlock Icmp PortRange",
     {.differences = kEntryDifferences}},
    {"CreateRoute",
     on_table,
     create_route,
     "RouteTableId DestinationCidrBlock GatewayId DestinationIpv6CidrBlock InstanceId NetworkInterfaceId "
     "NatGatewayId EgressOnlyInternetGatewayId",
     {.differences = kRouteDifferences}},
    {"CreateRouteTable", to_create_table, create_route_table, "TagSpecification ClientToken VpcId"},
    {"CreateVpcEndpoint",
     to_create_endpoint,
     create_vpc_endpoint,
     "VpcEndpointType VpcId ServiceName PolicyDocument RouteTableId SubnetId SecurityGroupId IpAddressType "
     "PrivateDnsEnabled TagSpecification",
     {.ignores = "ClientToken", .differences = kRecordOfEndpoint}},
    {"DeleteEgressOnlyInternetGateway", on_egress_gateway, delete_egress_only_internet_gateway,
     "EgressOnlyInternetGatewayId"},
    {"DeleteFlowLogs", on_flow_log, delete_flow_logs, "FlowLogId"},
    {"DeleteInternetGateway", on_gateway, delete_internet_gateway, "InternetGatewayId"},
    {"DeleteNatGateway",
     on_nat_gateway,
     delete_nat_gateway,
     "NatGatewayId",
     {.differences =
          "the interface and its addresses are free at once, while the gateway is still deleting"}},
    {"DeleteNetworkAcl", on_acl, delete_network_acl, "NetworkAclId"},
    {"DeleteNetworkAclEntry", on_acl, delete_network_acl_entry, "NetworkAclId RuleNumber Egress"},
    {"DeleteRoute", on_table, delete_route, "RouteTableId DestinationCidrBlock DestinationIpv6CidrBlock"},
    {"DeleteRouteTable", on_table, delete_route_table, "RouteTableId"},
    {"DescribeDhcpOptions",
     any_in_region,
     describe_dhcp_options,
     "DhcpOptionsId NextToken MaxResults Filter",
     {.differences = "there is the set that AWS provides; no other can be made"}},
    {"DeleteVpcEndpoints", on_endpoint, delete_vpc_endpoints, "VpcEndpointId"},
    {"DescribeEgressOnlyInternetGateways", any_in_region, describe_egress_only_internet_gateways,
     "EgressOnlyInternetGatewayId MaxResults NextToken Filter"},
    {"DescribeFlowLogs",
     any_in_region,
     describe_flow_logs,
     "Filter FlowLogId MaxResults NextToken",
     {.differences = kRecordOfFlowLog}},
    {"DescribeInternetGateways", any_in_region, describe_internet_gateways,
     "NextToken MaxResults InternetGatewayId Filter"},
    {"DescribeNatGateways", any_in_region, describe_nat_gateways, "Filter MaxResults NatGatewayId NextToken"},
    {"DescribeNetworkAcls", any_in_region, describe_network_acls, "NextToken MaxResults NetworkAclId Filter"},
    {"DescribePrefixLists",
     any_in_region,
     describe_prefix_lists,
     "Filter MaxResults NextToken PrefixListId",
     {.differences =
          "those of Amazon S3 and DynamoDB, with ids that are not AWS's and blocks of the documentation's "
          "networks; nothing can refer "
          "to them"}},
    {"DescribeRouteTables", any_in_region, describe_route_tables, "NextToken MaxResults RouteTableId Filter"},
    {"DescribeVpcEndpoints",
     any_in_region,
     describe_vpc_endpoints,
     "VpcEndpointId Filter MaxResults NextToken",
     {.differences = kRecordOfEndpoint}},
    {"DescribeVpnGateways",
     any_in_region,
     describe_vpn_gateways,
     "Filter VpnGatewayId",
     {.differences = "there are none: virtual private gateways cannot be made"}},
    {"DetachInternetGateway", on_gateway_and_vpc, detach_internet_gateway, "InternetGatewayId VpcId"},
    {"DisassociateRouteTable", on_association, disassociate_route_table, "AssociationId"},
    {"ModifyVpcEndpoint",
     to_modify_endpoint,
     modify_vpc_endpoint,
     "VpcEndpointId ResetPolicy PolicyDocument AddRouteTableId RemoveRouteTableId AddSubnetId RemoveSubnetId "
     "AddSecurityGroupId RemoveSecurityGroupId IpAddressType PrivateDnsEnabled",
     {.differences = kRecordOfEndpoint}},
    {"ReplaceNetworkAclAssociation", on_acl, replace_network_acl_association, "AssociationId NetworkAclId"},
    {"ReplaceNetworkAclEntry",
     on_acl,
     replace_network_acl_entry,
     "NetworkAclId RuleNumber Protocol RuleAction Egress CidrBlock Ipv6CidrBlock Icmp PortRange",
     {.differences = kEntryDifferences}},
    {"ReplaceRoute",
     on_table,
     replace_route,
     "RouteTableId DestinationCidrBlock GatewayId DestinationIpv6CidrBlock InstanceId NetworkInterfaceId "
     "NatGatewayId EgressOnlyInternetGatewayId",
     {.differences = kRouteDifferences}},
    {"ReplaceRouteTableAssociation", on_table, replace_route_table_association, "AssociationId RouteTableId"},
};

}  // namespace

constinit const std::span<const Operation> kRoutingOperations{kRows};

}  // namespace eni::sandbox::ec2_service
