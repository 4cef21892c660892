/// AWS::EC2::Subnet.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// A first IPv6 block is added to the subnet that is there.
bool replaces(std::string_view, const json::object& before, const json::object&) {
  return before.contains("Ipv6CidrBlock");
}

/// In an order in which EC2 takes them: DNS64 and automatic IPv6 addresses go together with the IPv6 block.
constexpr Ec2Setting kSettings[] = {
    {"MapPublicIpOnLaunch", "false"},
    {"AssignIpv6AddressOnCreation", "false"},
    {"EnableDns64", "false"},
    {"PrivateDnsNameOptionsOnLaunch.HostnameType", "ip-name", "PrivateDnsHostnameTypeOnLaunch",
     Ec2Setting::Form::kText},
    {"PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord", "false",
     "EnableResourceNameDnsARecordOnLaunch"},
    {"PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord", "false",
     "EnableResourceNameDnsAAAARecordOnLaunch"},
};

Task<ApiResult<void>> set_attributes(ResourceCall& call) {
  return change_settings(kEc2Subnet, call, "ModifySubnetAttribute", kSettings);
}

/// The subnet's entry in its network ACL.
Task<ApiResult<std::string>> acl_association(ResourceCall& call) {
  json::object params;
  params["Filter"] = json::array{ec2_filter("association.subnet-id", call.physical_id)};
  ENI_CO_TRY(const json::object acl,
             co_await describe_first(call, "DescribeNetworkAcls", std::move(params), "networkAclSet"));
  for (const json::object& association : objects_of(acl, "associationSet")) {
    if (text_of(association, "subnetId") == call.physical_id)
      co_return text_of(association, "networkAclAssociationId");
  }
  co_return std::string();
}

Task<ApiResult<ResourceOutcome>> outcome(ResourceCall& call) {
  ENI_CO_TRY(const json::object subnet, co_await read_resource(kEc2Subnet, call));
  ENI_CO_TRY(const std::string acl, co_await acl_association(call));
  json::array ipv6;
  for (const json::object& entry : objects_of(subnet, "ipv6CidrBlockAssociationSet"))
    ipv6.emplace_back(text_of(entry, "ipv6CidrBlock"));
  json::object attributes{{"AvailabilityZone", text_of(subnet, "availabilityZone")},
                          {"AvailabilityZoneId", text_of(subnet, "availabilityZoneId")},
                          {"CidrBlock", text_of(subnet, "cidrBlock")},
                          {"NetworkAclAssociationId", acl},
                          {"SubnetId", call.physical_id},
                          {"VpcId", text_of(subnet, "vpcId")}};
  attributes["Ipv6CidrBlocks"] = std::move(ipv6);
  co_return ResourceOutcome{call.physical_id, std::move(attributes)};
}

Task<ApiResult<void>> add_ipv6_block(ResourceCall& call) {
  if (!has_changed(call, "Ipv6CidrBlock") || !call.properties.contains("Ipv6CidrBlock")) {
    co_return ApiResult<void>{};
  }
  const json::object params{{"SubnetId", call.physical_id},
                            {"Ipv6CidrBlock", text_of(call.properties, "Ipv6CidrBlock")}};
  ENI_CO_CHECK(co_await call.call("ec2", "AssociateSubnetCidrBlock", params));
  co_return ApiResult<void>{};
}

}  // namespace

const ResourceType kEc2Subnet{
    .name = "AWS::EC2::Subnet",
    .attributes = {"AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "Ipv6CidrBlocks",
                   "NetworkAclAssociationId", "SubnetId", "VpcId"},
    .calls = {.service = "ec2",
              .id_member = "SubnetId",
              .create = "CreateSubnet",
              .takes = {"VpcId", "CidrBlock", "Ipv6CidrBlock", "AvailabilityZone", "AvailabilityZoneId",
                        "Ipv6Native"},
              .id = "subnet.subnetId",
              .read = "DescribeSubnets",
              .read_list = "SubnetId",
              .item = "subnetSet",
              .remove = "DeleteSubnet",
              .in_the_way = kEc2InTheWay,
              .tagging = &kEc2Tagging,
              .tagged_as = "subnet"},
    .reads = {"AssignIpv6AddressOnCreation", "EnableDns64", "MapPublicIpOnLaunch",
              "PrivateDnsNameOptionsOnLaunch"},
    .is_taggable = true,
    .change = add_ipv6_block,
    .configure = set_attributes,
    .outcome = outcome,
    .read = outcome,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
