/// AWS::EC2::VPCGatewayAttachment. Its id is "IGW|VPC".
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"InternetGatewayId"},
    {"VpcId", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"VpnGatewayId", Shape::kText, OnChange::kUpdate, Presence::kRefused},
};
constexpr std::string_view kAttributes[] = {"AttachmentType"};

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"AttachmentType", "IGW"}}};
}

json::object params_of(const json::object& properties) {
  json::object params;
  copy_to_ec2(properties, {"InternetGatewayId", "VpcId"}, params);
  return params;
}

/// Waits while addresses of the VPC are still mapped to public ones.
Task<ApiResult<void>> detach(ResourceCall& call, const json::object& properties) {
  json::object params = params_of(properties);
  co_return co_await remove_from_ec2(call, "DetachInternetGateway", std::move(params));
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  if (!call.properties.contains("InternetGatewayId")) {
    co_return ApiError{"InvalidRequest",
                       "Either 'InternetGatewayId' or 'VpnGatewayId' must be provided but not both", 400};
  }
  const json::object params = params_of(call.properties);
  ENI_CO_CHECK(co_await call.call("ec2", "AttachInternetGateway", params));
  call.made("IGW|" + text_of(call.properties, "VpcId"));
  co_return outcome(call);
}

/// A VPC has one gateway at most, so the old one goes first.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await detach(call, call.old_properties));
  const json::object params = params_of(call.properties);
  ENI_CO_CHECK(co_await call.call("ec2", "AttachInternetGateway", params));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) { co_return co_await detach(call, call.properties); }

}  // namespace

const ResourceType kEc2VpcGatewayAttachment{
    .name = "AWS::EC2::VPCGatewayAttachment",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
