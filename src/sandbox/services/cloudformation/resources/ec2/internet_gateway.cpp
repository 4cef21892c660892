/// AWS::EC2::InternetGateway.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {{"Tags", Shape::kList}};
constexpr std::string_view kAttributes[] = {"InternetGatewayId"};

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"InternetGatewayId", call.physical_id}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  put_tags(call, "internet-gateway", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateInternetGateway", params));
  call.made(text_of(object_of(reply, "internetGateway"), "internetGatewayId"));
  co_return outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"InternetGatewayId", call.physical_id}};
  co_return co_await remove_from_ec2(call, "DeleteInternetGateway", std::move(params));
}

}  // namespace

const ResourceType kEc2InternetGateway{
    .name = "AWS::EC2::InternetGateway",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
