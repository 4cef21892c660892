/// AWS::EC2::NetworkInterfaceAttachment.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"DeleteOnTermination", Shape::kBoolean},
    {"DeviceIndex", Shape::kInteger, OnChange::kReplace, Presence::kRequired},
    {"EnaQueueCount", Shape::kInteger, OnChange::kUpdate, Presence::kRefused},
    {"EnaSrdSpecification", Shape::kObject, OnChange::kUpdate, Presence::kRefused},
    {"InstanceId", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"NetworkInterfaceId", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {"AttachmentId"};

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"AttachmentId", call.physical_id}}};
}

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  params["NetworkInterfaceId"] = text_array({text_of(call.properties, "NetworkInterfaceId")});
  ApiResult<json::object> eni =
      co_await describe_first(call, "DescribeNetworkInterfaces", std::move(params), "networkInterfaceSet");
  co_return eni;
}

/// EC2's attachments stay with the instance's end, CloudFormation's go with it unless told otherwise.
Task<ApiResult<void>> set_delete_on_termination(ResourceCall& call) {
  const std::string given = text_of(call.properties, "DeleteOnTermination");
  json::object params;
  copy_to_ec2(call.properties, {"NetworkInterfaceId"}, params);
  params["Attachment"] = json::object{{"AttachmentId", call.physical_id},
                                      {"DeleteOnTermination", given.empty() ? std::string("true") : given}};
  ENI_CO_CHECK(co_await call.call("ec2", "ModifyNetworkInterfaceAttribute", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> attached(ResourceCall& call) {
  Poll poll{call, TimeLimits::kState, "Attachment " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object eni, co_await describe(call));
    if (text_of(object_of(eni, "attachment"), "status") == "attached") co_return outcome(call);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"DeviceIndex", "InstanceId", "NetworkInterfaceId"}, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "AttachNetworkInterface", params));
  call.made(text_of(reply, "attachmentId"));
  ENI_CO_CHECK(co_await set_delete_on_termination(call));
  co_return co_await attached(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await set_delete_on_termination(call));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"AttachmentId", call.physical_id}, {"Force", "true"}};
  const ApiResult<json::object> reply = co_await call.call("ec2", "DetachNetworkInterface", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  Poll poll{call, TimeLimits::kState, "Attachment " + call.physical_id};
  for (;;) {
    const ApiResult<json::object> eni = co_await describe(call);
    if (eni.has_error()) co_return tolerate_missing(eni);
    if (text_of(object_of(*eni, "attachment"), "attachmentId") != call.physical_id)
      co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace

const ResourceType kEc2NetworkInterfaceAttachment{
    .name = "AWS::EC2::NetworkInterfaceAttachment",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
