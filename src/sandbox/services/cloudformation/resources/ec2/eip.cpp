/// AWS::EC2::EIP. Its id is the address.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

Task<ApiResult<void>> disassociate(ResourceCall& call, const json::object& address) {
  const std::string association = scalar_text_at(address, "associationId");
  if (association.empty()) co_return ApiResult<void>{};
  json::object params{{"AssociationId", association}};
  co_return co_await remove_patiently(call, "ec2", "DisassociateAddress", std::move(params));
}

Task<ApiResult<void>> configure(ResourceCall& call) {
  if (!has_changed(call, "InstanceId")) co_return ApiResult<void>{};
  ENI_CO_TRY(const json::object address, co_await read_resource(kEc2Eip, call));
  ENI_CO_CHECK(co_await disassociate(call, address));
  if (!call.properties.contains("InstanceId")) co_return ApiResult<void>{};
  json::object params{{"AllocationId", scalar_text_at(address, "allocationId")},
                      {"InstanceId", scalar_text_at(call.properties, "InstanceId")}};
  co_return co_await call.tell("ec2", "AssociateAddress", std::move(params));
}

/// EC2 tags the allocation.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await configure(call));
  ENI_CO_TRY(const json::object address, co_await read_resource(kEc2Eip, call));
  std::string allocation = scalar_text_at(address, "allocationId");
  ENI_CO_CHECK(co_await change_tags(kEc2Eip, call, std::move(allocation)));
  co_return outcome_of(kEc2Eip, call, &address);
}

/// A NAT gateway or an instance that goes at the same time may hold it for a moment.
Task<ApiResult<void>> remove(ResourceCall& call) {
  const ApiResult<json::object> address = co_await read_resource(kEc2Eip, call);
  if (address.has_error()) co_return tolerate_missing(address);
  if (call.properties.contains("InstanceId")) ENI_CO_CHECK(co_await disassociate(call, *address));
  json::object params{{"AllocationId", scalar_text_at(*address, "allocationId")}};
  static constexpr std::string_view kInTheWay[] = {"InvalidIPAddress.InUse", "DependencyViolation"};
  co_return co_await remove_patiently(call, "ec2", "ReleaseAddress", std::move(params), kInTheWay);
}

}  // namespace

const ResourceType kEc2Eip{
    .name = "AWS::EC2::EIP",
    .attributes = {{"AllocationId", "allocationId"}, "PublicIp"},
    .calls = {.service = "ec2",
              .id_member = "PublicIp",
              .create = "AllocateAddress",
              .takes = {"Domain", "NetworkBorderGroup"},
              .create_with = R"({"Domain": "vpc"})",
              .id = "publicIp",
              .read = "DescribeAddresses",
              .item = "addressesSet",
              .tagging = &kEc2Tagging,
              .tagged_as = "elastic-ip"},
    .reads = {"InstanceId"},
    .configure = configure,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
