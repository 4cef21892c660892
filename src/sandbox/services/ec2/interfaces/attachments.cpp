#include "sandbox/services/ec2/interfaces/attachments.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiResult<void> check_limits(const Call& call, const Ec2Interface& interface, const AttachTarget& target) {
  const trunking::InstanceType* type = trunking::find_instance_type(target.instance_type);
  if (!type) return {};
  const auto count = call.store<Ec2InterfaceRepository>().count_of_instance(target.instance_id) + 1;
  if (count > type->max_enis) {
    return ApiError{"AttachmentLimitExceeded", "Interface count " + std::to_string(count) +
                                                   " exceeds the limit for " + target.instance_type};
  }
  if (interface.type == "trunk" && type->tasks_with_trunking == 0 && type->branch_interfaces == 0) {
    return ApiError{"UnsupportedOperation",
                    "Instance type " + target.instance_type + " does not support trunk interfaces"};
  }
  return check_address_count(target.instance_type, addresses4_of(interface).size());
}

ApiResult<void> check_place(const Call& call, const Ec2Interface& interface, const AttachTarget& target,
                            int device_index) {
  if (as_text(interface.document.at("availabilityZone")) != target.zone) {
    return invalid_parameter_combination(
        "You may not attach a network interface to an instance if they are not in the same availability "
        "zone");
  }
  for (const Ec2Interface& other : call.store<Ec2InterfaceRepository>().of_instance(target.instance_id)) {
    if (other.device_index == device_index) {
      return invalid_parameter_value("Instance '" + target.instance_id +
                                     "' already has an interface attached at device index '" +
                                     std::to_string(device_index) + "'.");
    }
  }
  return {};
}

}  // namespace

ApiResult<void> check_address_count(std::string_view instance_type, std::size_t count) {
  const trunking::InstanceType* type = trunking::find_instance_type(instance_type);
  if (!type || type->ipv4_per_eni == 0 || count <= type->ipv4_per_eni) return {};
  return ApiError{"PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit."};
}

ApiResult<void> attach_interface(const Call& call, Ec2Interface& interface, const AttachTarget& target,
                                 const AttachOptions& options) {
  if (status_of(interface) != "available")
    return ApiError{"InvalidNetworkInterface.InUse", "Interface: [" + interface.id + "] in use."};
  ENI_CHECK(check_place(call, interface, target, options.device_index));
  ENI_CHECK(check_limits(call, interface, target));
  interface.attachment = new_id(call, "eni-attach-");
  interface.instance = target.instance_id;
  interface.device_index = options.device_index;
  interface.document["attachment"] = json::object{{"attachmentId", interface.attachment},
                                                  {"instanceId", target.instance_id},
                                                  {"instanceOwnerId", call.account().value},
                                                  {"deviceIndex", options.device_index},
                                                  {"networkCardIndex", options.network_card_index},
                                                  {"status", "attached"},
                                                  {"attachTime", iso8601(call.now())},
                                                  {"deleteOnTermination", options.delete_on_termination}};
  update_status(interface);
  save(call, interface);
  return {};
}

void detach_interface(const Call& call, Ec2Interface& interface) {
  interface.attachment.clear();
  interface.instance.clear();
  interface.device_index = 0;
  interface.document.erase("attachment");
  update_status(interface);
  save(call, interface);
}

void end_attachments_of(const Call& call, std::string_view instance_id) {
  for (Ec2Interface& interface : call.store<Ec2InterfaceRepository>().of_instance(instance_id)) {
    const bool goes = interface.document.at("attachment").at("deleteOnTermination").as_bool();
    drop_public_address(call, interface);
    detach_interface(call, interface);
    if (goes) remove_interface(call, interface);
  }
}

ApiResult<AttachTarget> find_attach_target(const Call& call, std::string_view instance_id) {
  ENI_TRY(const auto instance, own(call, "instance", instance_id));
  const json::object& document = instance.document;
  const json::value* state = find(document, "instanceState");
  const std::string name = state ? text_at(state->as_object(), "name") : "";
  if (name != "running" && name != "stopped" && name != "pending") {
    return ApiError{"IncorrectState",
                    "Instance '" + std::string(instance_id) + "' is not 'running' or 'stopped'."};
  }
  const json::value* placement = find(document, "placement");
  return AttachTarget{std::string(instance_id), text_at(document, "instanceType"),
                      placement ? text_at(placement->as_object(), "availabilityZone") : ""};
}

}  // namespace eni::sandbox::ec2_service
