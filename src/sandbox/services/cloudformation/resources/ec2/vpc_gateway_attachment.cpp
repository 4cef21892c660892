/// AWS::EC2::VPCGatewayAttachment. Its id is "IGW|VPC".
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

ApiResult<void> check(const ResourceCall& call, json::object&) {
  if (call.properties.contains("InternetGatewayId")) return {};
  return ApiError{"InvalidRequest",
                  "Either 'InternetGatewayId' or 'VpnGatewayId' must be provided but not both", 400};
}

std::string id_of(const ResourceCall& call, const json::object&) {
  return "IGW|" + text_of(call.properties, "VpcId");
}

/// A VPC has one gateway at most, so the old one goes before `calls.update` attaches the other.
Task<ApiResult<void>> detach_old(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.old_properties, {"InternetGatewayId", "VpcId"}, params);
  co_return co_await remove_from_ec2(call, "DetachInternetGateway", std::move(params));
}

void add_attributes(const ResourceCall&, const json::object&, json::object& attributes) {
  attributes["AttachmentType"] = "IGW";
}

}  // namespace

const ResourceType kEc2VpcGatewayAttachment{
    .name = "AWS::EC2::VPCGatewayAttachment",
    .attributes = {{"AttachmentType", Attribute::From::kFunction}},
    .calls = {.service = "ec2",
              .keys = {"InternetGatewayId", "VpcId"},
              .create = "AttachInternetGateway",
              .update = "AttachInternetGateway",
              .sends = ServiceCalls::Sends::kAll,
              .remove = "DetachInternetGateway",
              .in_the_way = kEc2InTheWay},
    .prepare = check,
    .made_id = id_of,
    .change = detach_old,
    .attributes_of = add_attributes,
};

}  // namespace eni::sandbox::cloudformation
