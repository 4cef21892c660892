/// AWS::EC2::Subnet.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kFalse = R"("false")";

/// A first IPv6 block is added to the subnet that is there.
bool replaces(std::string_view, const json::object& before, const json::object&) {
  return before.contains("Ipv6CidrBlock");
}

Task<ApiResult<ResourceOutcome>> outcome(ResourceCall& call) {
  ENI_CO_TRY(const json::object subnet, co_await read_resource(kEc2Subnet, call));
  ENI_CO_TRY(const std::string acl, co_await acl_association(call, call.physical_id));
  ResourceOutcome outcome = outcome_of(kEc2Subnet, call, &subnet);
  outcome.attributes["NetworkAclAssociationId"] = acl;
  co_return outcome;
}

}  // namespace

const ResourceType kEc2Subnet{
    .name = "AWS::EC2::Subnet",
    .attributes = {{"AvailabilityZone", "availabilityZone"},
                   {"AvailabilityZoneId", "availabilityZoneId"},
                   {"CidrBlock", "cidrBlock"},
                   {"Ipv6CidrBlocks", "ipv6CidrBlockAssociationSet.ipv6CidrBlock"},
                   {"NetworkAclAssociationId", Attribute::From::kFunction},
                   "SubnetId",
                   {"VpcId", "vpcId"}},
    .calls =
        {.service = "ec2",
         .id_member = "SubnetId",
         .create = "CreateSubnet",
         .takes = {"VpcId", "CidrBlock", "Ipv6CidrBlock", "AvailabilityZone", "AvailabilityZoneId",
                   "Ipv6Native"},
         .id = "subnet.subnetId",
         .read = "DescribeSubnets",
         .item = "subnetSet",
         // In an order in which EC2 takes them: DNS64 and automatic IPv6 addresses go together with the IPv6 block.
         .settings = {{.put = "AssociateSubnetCidrBlock",
                       .takes = {"Ipv6CidrBlock"},
                       .at = Setting::At::kUpdate},
                      {.put = "ModifySubnetAttribute",
                       .takes = {{"MapPublicIpOnLaunch", "MapPublicIpOnLaunch.Value", kFalse},
                                 {"AssignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation.Value", kFalse},
                                 {"EnableDns64", "EnableDns64.Value", kFalse},
                                 {"PrivateDnsNameOptionsOnLaunch.HostnameType",
                                  "PrivateDnsHostnameTypeOnLaunch", R"("ip-name")"},
                                 {"PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord",
                                  "EnableResourceNameDnsARecordOnLaunch.Value", kFalse},
                                 {"PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord",
                                  "EnableResourceNameDnsAAAARecordOnLaunch.Value", kFalse}},
                       .calls = Setting::Calls::kEach}},
         .remove = "DeleteSubnet",
         .in_the_way = kEc2InTheWay,
         .tagging = &kEc2Tagging,
         .tagged_as = "subnet"},
    .has_live_attributes = true,
    .outcome = outcome,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
