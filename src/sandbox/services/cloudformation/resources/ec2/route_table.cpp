/// AWS::EC2::RouteTable.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Tags", Shape::kList},
    {"VpcId", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"RouteTableId"};

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"RouteTableId", call.physical_id}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"VpcId"}, params);
  put_tags(call, "route-table", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateRouteTable", params));
  call.made(text_of(object_of(reply, "routeTable"), "routeTableId"));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"RouteTableId", call.physical_id}};
  co_return co_await remove_from_ec2(call, "DeleteRouteTable", std::move(params));
}

}  // namespace

const ResourceType kEc2RouteTable{
    .name = "AWS::EC2::RouteTable",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
