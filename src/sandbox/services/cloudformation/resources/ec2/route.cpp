/// AWS::EC2::Route. Its id is "ROUTE-TABLE|DESTINATION".
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"CarrierGatewayId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"CoreNetworkArn", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"DestinationCidrBlock", Shape::kText, OnChange::kReplace},
    {"DestinationIpv6CidrBlock", Shape::kText, OnChange::kReplace},
    {"DestinationPrefixListId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"EgressOnlyInternetGatewayId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"GatewayId"},
    {"InstanceId"},
    {"LocalGatewayId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"NatGatewayId"},
    {"NetworkInterfaceId"},
    {"RouteTableId", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"TransitGatewayId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"VpcEndpointId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"VpcPeeringConnectionId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
};
constexpr std::string_view kAttributes[] = {"CidrBlock"};

std::string destination(const ResourceCall& call) {
  const std::string ipv4 = text_of(call.properties, "DestinationCidrBlock");
  return ipv4.empty() ? text_of(call.properties, "DestinationIpv6CidrBlock") : ipv4;
}

json::object key_params(const ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock"}, params);
  return params;
}

json::object all_params(const ResourceCall& call) {
  json::object params = key_params(call);
  copy_to_ec2(call.properties, {"GatewayId", "InstanceId", "NatGatewayId", "NetworkInterfaceId"}, params);
  return params;
}

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"CidrBlock", destination(call)}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const json::object params = all_params(call);
  ENI_CO_CHECK(co_await call.call("ec2", "CreateRoute", params));
  call.made(text_of(call.properties, "RouteTableId") + "|" + destination(call));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  const json::object params = all_params(call);
  ENI_CO_CHECK(co_await call.call("ec2", "ReplaceRoute", params));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params = key_params(call);
  const ApiResult<json::object> reply = co_await call.call("ec2", "DeleteRoute", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kEc2Route{
    .name = "AWS::EC2::Route",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
