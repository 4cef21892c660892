/// EC2's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/ec2/security_group_rules.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using From = Attribute::From;
using In = Parameter::In;

std::string route_destination(const ResourceCall& call) {
  const std::string ipv4 = scalar_text_at(call.properties, "DestinationCidrBlock");
  return ipv4.empty() ? scalar_text_at(call.properties, "DestinationIpv6CidrBlock") : ipv4;
}

void route_attributes(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["CidrBlock"] = route_destination(call);
}

/// The id of the IPv4 block or of the IPv6 one.
std::string vpc_block_id(const ResourceCall&, const json::object& reply) {
  const std::string ipv4 = text_at_path(reply, "cidrBlockAssociation.associationId");
  return ipv4.empty() ? text_at_path(reply, "ipv6CidrBlockAssociation.associationId") : ipv4;
}

ApiResult<void> check_gateway(const ResourceCall& call, json::object&) {
  if (call.properties.contains("InternetGatewayId")) return {};
  return ApiError{"InvalidRequest",
                  "Either 'InternetGatewayId' or 'VpnGatewayId' must be provided but not both", 400};
}

std::string attachment_id(const ResourceCall& call, const json::object&) {
  return "IGW|" + scalar_text_at(call.properties, "VpcId");
}

/// A VPC has one gateway at most, so the old one goes before `calls.update` attaches the other.
Task<ApiResult<void>> detach_old_gateway(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.old_properties, {"InternetGatewayId", "VpcId"}, params);
  co_return co_await remove_from_ec2(call, "DetachInternetGateway", std::move(params));
}

void attachment_attributes(const ResourceCall&, const json::object&, json::object& attributes) {
  attributes["AttachmentType"] = "IGW";
}

/// CreateFlowLogs makes logs of several resources at once, the type one of one.
ApiResult<void> list_resource(const ResourceCall&, json::object& params) {
  const json::array resources{params["ResourceId"]};
  params["ResourceId"] = resources;
  return {};
}

/// ModifyVpcEndpoint takes what is added and what is removed.
void change_endpoint_associations(const ResourceCall& call, json::object& params) {
  constexpr std::pair<std::string_view, std::string_view> kAssociations[] = {
      {"RouteTableIds", "RouteTableId"}, {"SecurityGroupIds", "SecurityGroupId"}, {"SubnetIds", "SubnetId"}};
  for (const auto& [property, member] : kAssociations) {
    const auto before = texts_at(call.old_properties, property);
    const auto after = texts_at(call.properties, property);
    const auto added = without(after, before);
    const auto removed = without(before, after);
    if (!added.empty()) params["Add" + std::string(member)] = text_array(added);
    if (!removed.empty()) params["Remove" + std::string(member)] = text_array(removed);
  }
}

Task<ApiResult<ResourceOutcome>> replace_acl(ResourceCall& call, std::string association, std::string acl) {
  const json::object params{{"AssociationId", association}, {"NetworkAclId", acl}};
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "ReplaceNetworkAclAssociation", params));
  const std::string made = scalar_text_at(reply, "newAssociationId");
  co_return ResourceOutcome{made, {{"AssociationId", made}}};
}

/// A subnet always has an ACL, the VPC's default one until it has another.
Task<ApiResult<ResourceOutcome>> associate_acl(ResourceCall& call) {
  std::string subnet = scalar_text_at(call.properties, "SubnetId");
  ENI_CO_TRY(std::string association, co_await acl_association(call, std::move(subnet)));
  std::string acl = scalar_text_at(call.properties, "NetworkAclId");
  ENI_CO_TRY(ResourceOutcome outcome, co_await replace_acl(call, std::move(association), std::move(acl)));
  call.made(outcome.physical_id);
  co_return outcome;
}

/// The default ACL takes its place. One that has another's place taken by now is gone.
Task<ApiResult<void>> restore_default_acl(ResourceCall& call) {
  json::object own = ec2_filters({{"association.association-id", call.physical_id}});
  const auto acl = co_await describe_first(call, "DescribeNetworkAcls", std::move(own), "networkAclSet");
  if (acl.has_error()) co_return tolerate_missing(acl);
  json::object is_default = ec2_filters({{"vpc-id", scalar_text_at(*acl, "vpcId")}, {"default", "true"}});
  ENI_CO_TRY(const json::object wanted,
             co_await describe_first(call, "DescribeNetworkAcls", std::move(is_default), "networkAclSet"));
  std::string id = scalar_text_at(wanted, "networkAclId");
  ENI_CO_CHECK(co_await replace_acl(call, call.physical_id, std::move(id)));
  co_return ApiResult<void>{};
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::EC2::EIPAssociation",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "AssociationId",
                  .create = "AssociateAddress",
                  .takes = {"AllocationId",
                            "InstanceId",
                            "NetworkInterfaceId",
                            "PrivateIpAddress",
                            {"EIP", "PublicIp"}},
                  .id = "associationId",
                  .remove = "DisassociateAddress"},
    },
    {
        .name = "AWS::EC2::EgressOnlyInternetGateway",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "EgressOnlyInternetGatewayId",
                  .create = "CreateEgressOnlyInternetGateway",
                  .takes = {"VpcId"},
                  .id = "egressOnlyInternetGateway.egressOnlyInternetGatewayId",
                  .remove = "DeleteEgressOnlyInternetGateway",
                  .tagging = &kEc2Tagging,
                  .tagged_as = "egress-only-internet-gateway"},
    },
    {
        .name = "AWS::EC2::FlowLog",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "FlowLogId",
                  .create = "CreateFlowLogs",
                  .takes = {"DeliverLogsPermissionArn", "LogDestination", "LogDestinationType", "LogFormat",
                            "LogGroupName", "MaxAggregationInterval", "ResourceId", "ResourceType",
                            "TrafficType"},
                  .id = "flowLogIdSet",
                  .remove = "DeleteFlowLogs",
                  .tagging = &kEc2Tagging,
                  .tagged_as = "vpc-flow-log"},
        .prepare = list_resource,
    },
    {
        .name = "AWS::EC2::InternetGateway",
        .attributes = {"InternetGatewayId"},
        .calls = {.service = "ec2",
                  .id_member = "InternetGatewayId",
                  .create = "CreateInternetGateway",
                  .id = "internetGateway.internetGatewayId",
                  .remove = "DeleteInternetGateway",
                  .in_the_way = kEc2InTheWay,
                  .tagging = &kEc2Tagging,
                  .tagged_as = "internet-gateway"},
    },
    {
        // It takes EC2 a minute or two to make one, and to tear one down.
        .name = "AWS::EC2::NatGateway",
        .attributes = {{"EniId", "natGatewayAddressSet.networkInterfaceId"}, "NatGatewayId"},
        .calls = {.service = "ec2",
                  .id_member = "NatGatewayId",
                  .create = "CreateNatGateway",
                  .token_member = "ClientToken",
                  .takes = {"AllocationId", "ConnectivityType", "PrivateIpAddress", "SubnetId"},
                  .id = "natGateway.natGatewayId",
                  .read = "DescribeNatGateways",
                  .item = "natGatewaySet",
                  .states = {.path = "state",
                             .ready = "available",
                             .pending = "pending",
                             .reason = "failureMessage",
                             .gone = {"deleted", "failed"}},
                  .remove = "DeleteNatGateway",
                  .tagging = &kEc2Tagging,
                  .tagged_as = "natgateway"},
        .reads = {"MaxDrainDurationSeconds"},
        .differences = "MaxDrainDurationSeconds has no effect",
    },
    {
        .name = "AWS::EC2::NetworkAcl",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "NetworkAclId",
                  .create = "CreateNetworkAcl",
                  .token_member = "ClientToken",
                  .takes = {"VpcId"},
                  .id = "networkAcl.networkAclId",
                  .remove = "DeleteNetworkAcl",
                  .in_the_way = kEc2InTheWay,
                  .tagging = &kEc2Tagging,
                  .tagged_as = "network-acl"},
    },
    {
        .name = "AWS::EC2::NetworkAclEntry",
        .attributes = {"Id"},
        .name_rule = {255},
        .calls = {.service = "ec2",
                  .keys = {"NetworkAclId", "RuleNumber", "Egress"},
                  .create = "CreateNetworkAclEntry",
                  .takes = {"CidrBlock", "Icmp", "Ipv6CidrBlock", "PortRange", "Protocol", "RuleAction"},
                  .create_with = R"({"Egress": "false"})",
                  .update = "ReplaceNetworkAclEntry",
                  .sends = ServiceCalls::Sends::kAll,
                  .update_with = R"({"Egress": "false"})",
                  .remove = "DeleteNetworkAclEntry",
                  .remove_with = R"({"Egress": "false"})"},
    },
    {
        // Its id is "ROUTE-TABLE|DESTINATION".
        .name = "AWS::EC2::Route",
        .attributes = {{"CidrBlock", From::kFunction}},
        .calls = {.service = "ec2",
                  .keys = {"RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock"},
                  .create = "CreateRoute",
                  .takes = {"EgressOnlyInternetGatewayId", "GatewayId", "InstanceId", "NatGatewayId",
                            "NetworkInterfaceId"},
                  .id_from = {"RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock"},
                  .update = "ReplaceRoute",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteRoute"},
        .attributes_of = route_attributes,
    },
    {
        .name = "AWS::EC2::RouteTable",
        .attributes = {"RouteTableId"},
        .calls = {.service = "ec2",
                  .id_member = "RouteTableId",
                  .create = "CreateRouteTable",
                  .takes = {"VpcId"},
                  .id = "routeTable.routeTableId",
                  .remove = "DeleteRouteTable",
                  .in_the_way = kEc2InTheWay,
                  .tagging = &kEc2Tagging,
                  .tagged_as = "route-table"},
    },
    {
        .name = "AWS::EC2::SubnetCidrBlock",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "AssociationId",
                  .create = "AssociateSubnetCidrBlock",
                  .takes = {"SubnetId", "Ipv6CidrBlock"},
                  .id = "ipv6CidrBlockAssociation.associationId",
                  .remove = "DisassociateSubnetCidrBlock",
                  .in_the_way = kEc2InTheWay},
    },
    {
        .name = "AWS::EC2::SubnetNetworkAclAssociation",
        .attributes = {"AssociationId"},
        .reads = {"NetworkAclId", "SubnetId"},
        .create = associate_acl,
        .remove = restore_default_acl,
    },
    {
        // EC2 gives it a new id with another table; the subnet is without a table at no time.
        .name = "AWS::EC2::SubnetRouteTableAssociation",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "AssociationId",
                  .create = "AssociateRouteTable",
                  .takes = {"RouteTableId", {"SubnetId", In::kCreate}},
                  .id = "associationId",
                  .update = "ReplaceRouteTableAssociation",
                  .sends = ServiceCalls::Sends::kAll,
                  .new_id = "newAssociationId",
                  .remove = "DisassociateRouteTable"},
        .changes = {{"RouteTableId", OnChange::kUpdate}},
    },
    {
        .name = "AWS::EC2::VPCCidrBlock",
        .attributes = {"Id"},
        .calls = {.service = "ec2",
                  .id_member = "AssociationId",
                  .create = "AssociateVpcCidrBlock",
                  .takes = {"VpcId", "CidrBlock", "AmazonProvidedIpv6CidrBlock"},
                  .remove = "DisassociateVpcCidrBlock",
                  .in_the_way = kEc2InTheWay},
        .made_id = vpc_block_id,
    },
    {
        .name = "AWS::EC2::VPCEndpoint",
        .attributes = {{"CreationTimestamp", "creationTimestamp"},
                       {"DnsEntries", "dnsEntrySet.dnsName"},
                       "Id",
                       {"NetworkInterfaceIds", "networkInterfaceIdSet"}},
        .calls = {.service = "ec2",
                  .id_member = "VpcEndpointId",
                  .create = "CreateVpcEndpoint",
                  .takes = {"IpAddressType",
                            "PolicyDocument",
                            "PrivateDnsEnabled",
                            {"RouteTableIds", "RouteTableId", "", In::kCreate},
                            {"SecurityGroupIds", "SecurityGroupId", "", In::kCreate},
                            {"ServiceName", In::kCreate},
                            {"SubnetIds", "SubnetId", "", In::kCreate},
                            {"VpcEndpointType", In::kCreate},
                            {"VpcId", In::kCreate}},
                  .made = "vpcEndpoint",
                  .id = "vpcEndpointId",
                  .read = "DescribeVpcEndpoints",
                  .item = "vpcEndpointSet",
                  .update = "ModifyVpcEndpoint",
                  .remove = "DeleteVpcEndpoints",
                  .tagging = &kEc2Tagging,
                  .tagged_as = "vpc-endpoint"},
        .prepare_update = change_endpoint_associations,
    },
    {
        // Its id is "IGW|VPC".
        .name = "AWS::EC2::VPCGatewayAttachment",
        .attributes = {{"AttachmentType", Attribute::From::kFunction}},
        .calls = {.service = "ec2",
                  .keys = {"InternetGatewayId", "VpcId"},
                  .create = "AttachInternetGateway",
                  .update = "AttachInternetGateway",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DetachInternetGateway",
                  .in_the_way = kEc2InTheWay},
        .prepare = check_gateway,
        .made_id = attachment_id,
        .change = detach_old_gateway,
        .attributes_of = attachment_attributes,
    },
    {
        // A rule of its own, so that two groups can name each other.
        .name = "AWS::EC2::SecurityGroupIngress",
        .attributes = {"Id"},
        .reads = {"CidrIp", "CidrIpv6", "Description", "FromPort", "GroupId", "IpProtocol",
                  "SourcePrefixListId", "SourceSecurityGroupId", "SourceSecurityGroupName",
                  "SourceSecurityGroupOwnerId", "ToPort"},
        .create = [](ResourceCall& call) { return create_rule(call, kIngress); },
        .update = [](ResourceCall& call) { return update_rule(call, kIngress); },
        .remove = [](ResourceCall& call) { return remove_rule(call, kIngress); },
    },
    {
        .name = "AWS::EC2::SecurityGroupEgress",
        .attributes = {"Id"},
        .reads = {"CidrIp", "CidrIpv6", "Description", "DestinationPrefixListId",
                  "DestinationSecurityGroupId", "FromPort", "GroupId", "IpProtocol", "ToPort"},
        .create = [](ResourceCall& call) { return create_rule(call, kEgress); },
        .update = [](ResourceCall& call) { return update_rule(call, kEgress); },
        .remove = [](ResourceCall& call) { return remove_rule(call, kEgress); },
    },
};

}  // namespace

const std::span<const ResourceType> kEc2Types{kTypes};

}  // namespace eni::sandbox::cloudformation
