#pragma once
/// Attaching interfaces to instances, within the limits of the instance type.
#include <string>

#include "sandbox/services/ec2/interfaces/interfaces.h"

namespace eni::sandbox::ec2_service {

/// The instance that an interface is attached to.
struct AttachTarget {
  std::string instance_id;
  std::string instance_type;  ///< "c5.large"
  std::string zone;           ///< "eu-central-1a"
};

struct AttachOptions {
  int device_index = 0;
  int network_card_index = 0;
  bool delete_on_termination = false;
};

/// @error  InvalidNetworkInterface.InUse; InvalidParameterCombination (another zone); InvalidParameterValue (device index taken);
///         AttachmentLimitExceeded; PrivateIpAddressLimitExceeded; UnsupportedOperation (a trunk on a type that takes none)
ApiResult<void> attach_interface(const Call& call, Ec2Interface& interface, const AttachTarget& target,
                                 const AttachOptions& options);
/// It is attached to an instance.
void detach_interface(const Call& call, Ec2Interface& interface);

/// When an instance is terminated: detaches all of its interfaces, and deletes those that are to go with it.
void end_attachments_of(const Call& call, std::string_view instance_id);

/// Whether an interface of that instance type can have so many IPv4 addresses.
/// @error  PrivateIpAddressLimitExceeded
ApiResult<void> check_address_count(std::string_view instance_type, std::size_t count);

/// The type and zone of an instance of the caller that takes attachments.
/// @error  InvalidInstanceID.NotFound, IncorrectState
ApiResult<AttachTarget> find_attach_target(const Call& call, std::string_view instance_id);

}  // namespace eni::sandbox::ec2_service
