/// AWS::EC2::EIPAssociation.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"AllocationId", Shape::kText, OnChange::kReplace},
    {"EIP", Shape::kText, OnChange::kReplace},
    {"InstanceId", Shape::kText, OnChange::kReplace},
    {"NetworkInterfaceId", Shape::kText, OnChange::kReplace},
    {"PrivateIpAddress", Shape::kText, OnChange::kReplace},
};
constexpr std::string_view kAttributes[] = {"Id"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"AllocationId", "InstanceId", "NetworkInterfaceId", "PrivateIpAddress"},
              params);
  if (call.properties.contains("EIP")) params["PublicIp"] = text_of(call.properties, "EIP");
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "AssociateAddress", params));
  call.made(text_of(reply, "associationId"));
  co_return ResourceOutcome{call.physical_id, json::object{{"Id", call.physical_id}}};
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"AssociationId", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("ec2", "DisassociateAddress", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kEc2EipAssociation{
    .name = "AWS::EC2::EIPAssociation",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
