/// AWS::EC2::SubnetRouteTableAssociation.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"RouteTableId", Shape::kText, OnChange::kUpdate, Presence::kRequired},
    {"SubnetId", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"Id"};

ResourceOutcome outcome(const std::string& id) { return {id, json::object{{"Id", id}}}; }

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"RouteTableId", "SubnetId"}, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "AssociateRouteTable", params));
  call.made(text_of(reply, "associationId"));
  co_return outcome(call.physical_id);
}

/// EC2 gives the association a new id; the subnet is without a table at no time.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  json::object params{{"AssociationId", call.physical_id}};
  copy_to_ec2(call.properties, {"RouteTableId"}, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "ReplaceRouteTableAssociation", params));
  co_return outcome(text_of(reply, "newAssociationId"));
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"AssociationId", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("ec2", "DisassociateRouteTable", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kEc2SubnetRouteTableAssociation{
    .name = "AWS::EC2::SubnetRouteTableAssociation",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
