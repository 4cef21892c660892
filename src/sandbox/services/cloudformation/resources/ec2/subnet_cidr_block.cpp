/// AWS::EC2::SubnetCidrBlock: the IPv6 block of a subnet.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Ipv6CidrBlock", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"Ipv6IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv6NetmaskLength", Shape::kInteger, OnChange::kReplace, Presence::kRefused},
    {"SubnetId", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"Id"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"SubnetId", "Ipv6CidrBlock"}, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "AssociateSubnetCidrBlock", params));
  call.made(text_of(object_of(reply, "ipv6CidrBlockAssociation"), "associationId"));
  co_return ResourceOutcome{call.physical_id, json::object{{"Id", call.physical_id}}};
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"AssociationId", call.physical_id}};
  co_return co_await remove_from_ec2(call, "DisassociateSubnetCidrBlock", std::move(params));
}

}  // namespace

const ResourceType kEc2SubnetCidrBlock{
    .name = "AWS::EC2::SubnetCidrBlock",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
