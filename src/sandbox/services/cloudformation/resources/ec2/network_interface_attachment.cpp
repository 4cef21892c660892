/// AWS::EC2::NetworkInterfaceAttachment.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// EC2's attachments stay with the instance's end, CloudFormation's go with it unless told otherwise.
Task<ApiResult<void>> set_delete_on_termination(ResourceCall& call) {
  const std::string given = scalar_text_at(call.properties, "DeleteOnTermination");
  json::object params;
  copy_to_ec2(call.properties, {"NetworkInterfaceId"}, params);
  params["Attachment"] = json::object{{"AttachmentId", call.physical_id},
                                      {"DeleteOnTermination", given.empty() ? std::string("true") : given}};
  co_return co_await call.tell("ec2", "ModifyNetworkInterfaceAttribute", std::move(params));
}

/// EC2 shows it as a part of the interface.
Task<ApiResult<json::object>> attachment(ResourceCall& call) {
  json::object params;
  params["NetworkInterfaceId"] = text_array({scalar_text_at(call.properties, "NetworkInterfaceId")});
  ENI_CO_TRY(const json::object eni, co_await describe_first(call, "DescribeNetworkInterfaces",
                                                             std::move(params), "networkInterfaceSet"));
  co_return object_at(eni, "attachment");
}

Task<ApiResult<void>> configure(ResourceCall& call) {
  ENI_CO_CHECK(co_await set_delete_on_termination(call));
  Poll poll{call, TimeLimits::kState, "Attachment " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object now, co_await attachment(call));
    if (scalar_text_at(now, "status") == "attached") co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"AttachmentId", call.physical_id}, {"Force", "true"}};
  const ApiResult<json::object> reply = co_await call.call("ec2", "DetachNetworkInterface", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  Poll poll{call, TimeLimits::kState, "Attachment " + call.physical_id};
  for (;;) {
    const ApiResult<json::object> now = co_await attachment(call);
    if (now.has_error()) co_return tolerate_missing(now);
    if (scalar_text_at(*now, "attachmentId") != call.physical_id) co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace

const ResourceType kEc2NetworkInterfaceAttachment{
    .name = "AWS::EC2::NetworkInterfaceAttachment",
    .attributes = {"AttachmentId"},
    .calls = {.service = "ec2",
              .create = "AttachNetworkInterface",
              .takes = {"DeviceIndex", "InstanceId", "NetworkInterfaceId"},
              .id = "attachmentId"},
    .reads = {"DeleteOnTermination"},
    .configure = configure,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
