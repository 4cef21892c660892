/// AWS::EC2::EIP. Its id is the address.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Address", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Domain"},
    {"InstanceId"},
    {"IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"NetworkBorderGroup", Shape::kText, OnChange::kReplace},
    {"PublicIpv4Pool", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"Tags", Shape::kList},
    {"TransferAddress", Shape::kText, OnChange::kReplace, Presence::kRefused},
};
constexpr std::string_view kAttributes[] = {"AllocationId", "PublicIp"};

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  params["PublicIp"] = text_array({call.physical_id});
  ApiResult<json::object> address =
      co_await describe_first(call, "DescribeAddresses", std::move(params), "addressesSet");
  co_return address;
}

ResourceOutcome outcome(const ResourceCall& call, const std::string& allocation) {
  return {call.physical_id, json::object{{"AllocationId", allocation}, {"PublicIp", call.physical_id}}};
}

Task<ApiResult<void>> associate(ResourceCall& call, std::string allocation) {
  const std::string instance = text_of(call.properties, "InstanceId");
  if (instance.empty()) co_return ApiResult<void>{};
  const json::object params{{"AllocationId", allocation}, {"InstanceId", instance}};
  ENI_CO_CHECK(co_await call.call("ec2", "AssociateAddress", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> disassociate(ResourceCall& call, const json::object& address) {
  const std::string association = text_of(address, "associationId");
  if (association.empty()) co_return ApiResult<void>{};
  const json::object params{{"AssociationId", association}};
  const ApiResult<json::object> reply = co_await call.call("ec2", "DisassociateAddress", params);
  co_return tolerate_missing(reply);
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"Domain", "vpc"}};
  copy_to_ec2(call.properties, {"Domain", "NetworkBorderGroup"}, params);
  put_tags(call, "elastic-ip", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "AllocateAddress", params));
  const std::string allocation = text_of(reply, "allocationId");
  call.made(text_of(reply, "publicIp"));
  ENI_CO_CHECK(co_await associate(call, allocation));
  co_return outcome(call, allocation);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_TRY(const json::object address, co_await describe(call));
  const std::string allocation = text_of(address, "allocationId");
  if (has_changed(call, "InstanceId")) {
    ENI_CO_CHECK(co_await disassociate(call, address));
    ENI_CO_CHECK(co_await associate(call, allocation));
  }
  ENI_CO_CHECK(co_await update_ec2_tags(call, allocation));
  co_return outcome(call, allocation);
}

/// A NAT gateway or an instance that goes at the same time may hold it for a moment.
Task<ApiResult<void>> remove(ResourceCall& call) {
  const ApiResult<json::object> address = co_await describe(call);
  if (address.has_error()) co_return tolerate_missing(address);
  if (call.properties.contains("InstanceId")) ENI_CO_CHECK(co_await disassociate(call, *address));
  json::object params{{"AllocationId", text_of(*address, "allocationId")}};
  static constexpr std::string_view kInTheWay[] = {"InvalidIPAddress.InUse", "DependencyViolation"};
  co_return co_await remove_patiently(call, "ec2", "ReleaseAddress", std::move(params), kInTheWay);
}

}  // namespace

const ResourceType kEc2Eip{
    .name = "AWS::EC2::EIP",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
