/// AWS::EC2::NatGateway.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"AllocationId", Shape::kText, OnChange::kReplace},
    {"AvailabilityMode", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"AvailabilityZoneAddresses", Shape::kList, OnChange::kUpdate, Presence::kRefused},
    {"ConnectivityType", Shape::kText, OnChange::kReplace},
    {"MaxDrainDurationSeconds", Shape::kInteger},
    {"PrivateIpAddress", Shape::kText, OnChange::kReplace},
    {"SecondaryAllocationIds", Shape::kList, OnChange::kUpdate, Presence::kRefused},
    {"SecondaryPrivateIpAddressCount", Shape::kInteger, OnChange::kUpdate, Presence::kRefused},
    {"SecondaryPrivateIpAddresses", Shape::kList, OnChange::kUpdate, Presence::kRefused},
    {"SubnetId", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"Tags", Shape::kList},
    {"VpcId", Shape::kText, OnChange::kReplace, Presence::kRefused},
};
constexpr std::string_view kAttributes[] = {"EniId", "NatGatewayId"};

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  params["NatGatewayId"] = text_array({call.physical_id});
  ApiResult<json::object> gateway =
      co_await describe_first(call, "DescribeNatGateways", std::move(params), "natGatewaySet");
  co_return gateway;
}

ResourceOutcome outcome(const ResourceCall& call, const json::object& gateway) {
  std::string eni;
  for (const json::object& address : objects_of(gateway, "natGatewayAddressSet")) {
    eni = text_of(address, "networkInterfaceId");
    break;
  }
  return {call.physical_id, json::object{{"EniId", eni}, {"NatGatewayId", call.physical_id}}};
}

/// It takes EC2 a minute or two to make one, and to tear one down.
Task<ApiResult<ResourceOutcome>> available(ResourceCall& call) {
  Poll poll{call, TimeLimits::kState, "NatGateway " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object gateway, co_await describe(call));
    const std::string state = text_of(gateway, "state");
    if (state == "available") co_return outcome(call, gateway);
    if (state != "pending") {
      co_return ApiError{"NotStabilized",
                         "NatGateway " + call.physical_id + " is in state " + state +
                             " and hence failed to stabilize. Detailed failure message: " +
                             text_of(gateway, "failureMessage"),
                         400};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"ClientToken", call.parts.random.uuid()}};
  copy_to_ec2(call.properties, {"AllocationId", "ConnectivityType", "PrivateIpAddress", "SubnetId"}, params);
  put_tags(call, "natgateway", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateNatGateway", params));
  call.made(text_of(object_of(reply, "natGateway"), "natGatewayId"));
  co_return co_await available(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  ENI_CO_TRY(const json::object gateway, co_await describe(call));
  co_return outcome(call, gateway);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"NatGatewayId", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("ec2", "DeleteNatGateway", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  Poll poll{call, TimeLimits::kState, "NatGateway " + call.physical_id};
  for (;;) {
    const ApiResult<json::object> gateway = co_await describe(call);
    if (gateway.has_error()) co_return tolerate_missing(gateway);
    const std::string state = text_of(*gateway, "state");
    if (state == "deleted" || state == "failed") co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace

const ResourceType kEc2NatGateway{
    .name = "AWS::EC2::NatGateway",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
