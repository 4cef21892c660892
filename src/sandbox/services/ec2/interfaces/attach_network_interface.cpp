/// AttachNetworkInterface, DetachNetworkInterface.
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/attachments.h"
#include "sandbox/services/ec2/interfaces/operations.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr int kMaxDeviceIndex = 127;

ApiResult<AttachOptions> read_options(const Call& call) {
  ENI_TRY(const auto device_index, call.params.integer("DeviceIndex", 0, kMaxDeviceIndex));
  if (!device_index) return missing_parameter("deviceIndex");
  ENI_TRY(const auto card, call.params.integer("NetworkCardIndex", 0, kMaxDeviceIndex));
  return AttachOptions{static_cast<int>(*device_index), static_cast<int>(card.value_or(0)), false};
}

}  // namespace

ApiResult<Reply> attach_network_interface(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto instance_id, required_parameter(call, "InstanceId"));
  ENI_TRY(const auto options, read_options(call));
  ENI_TRY(auto interface, changeable_interface(call, id));
  ENI_TRY(const auto target, find_attach_target(call, instance_id));
  ENI_CHECK(attach_interface(call, interface, target, options));
  return Reply{
      json::object{{"attachmentId", interface.attachment}, {"networkCardIndex", options.network_card_index}}};
}

ApiResult<Reply> detach_network_interface(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "AttachmentId"));
  auto interface = call.store<Ec2InterfaceRepository>().find_by_attachment(id);
  if (!interface || interface->account != call.account().value || interface->region != call.region.value) {
    return ApiError{"InvalidAttachmentID.NotFound", "The attachment '" + id + "' does not exist."};
  }
  if (interface->document.at("requesterManaged").as_bool() && !is_service(call.principal))
    return ApiError{"OperationNotPermitted", "You are not allowed to manage '" + id + "' attachments."};
  if (interface->device_index == 0) {
    return ApiError{"OperationNotPermitted",
                    "The network interface at device index 0 and networkCard index 0 cannot be detached."};
  }
  detach_interface(call, *interface);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
