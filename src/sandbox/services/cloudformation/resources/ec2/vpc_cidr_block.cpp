/// AWS::EC2::VPCCidrBlock: a further block of a VPC.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"AmazonProvidedIpv6CidrBlock", Shape::kBoolean, OnChange::kReplace},
    {"CidrBlock", Shape::kText, OnChange::kReplace},
    {"Ipv4IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv4NetmaskLength", Shape::kInteger, OnChange::kReplace, Presence::kRefused},
    {"Ipv6CidrBlock", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv6CidrBlockNetworkBorderGroup", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv6IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv6NetmaskLength", Shape::kInteger, OnChange::kReplace, Presence::kRefused},
    {"Ipv6Pool", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"VpcId", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"Id"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"VpcId", "CidrBlock", "AmazonProvidedIpv6CidrBlock"}, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "AssociateVpcCidrBlock", params));
  const json::object ipv4 = object_of(reply, "cidrBlockAssociation");
  const json::object ipv6 = object_of(reply, "ipv6CidrBlockAssociation");
  call.made(text_of(ipv4.empty() ? ipv6 : ipv4, "associationId"));
  co_return ResourceOutcome{call.physical_id, json::object{{"Id", call.physical_id}}};
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"AssociationId", call.physical_id}};
  co_return co_await remove_from_ec2(call, "DisassociateVpcCidrBlock", std::move(params));
}

}  // namespace

const ResourceType kEc2VpcCidrBlock{
    .name = "AWS::EC2::VPCCidrBlock",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
