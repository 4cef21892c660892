#pragma once
/// Options of launches that the sandbox takes as long as they ask for nothing: capacity reservations of which there are none,
/// enclaves and hibernation that are off, and Spot Instances, which are instances labelled so. Clients write them in full.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

/// @param shown  launch data as replies show it
/// @error  UnsupportedOperation that names the option; InvalidParameterValue for a word that EC2 does not know
ApiResult<void> check_launch_options(const json::object& shown);

}  // namespace eni::sandbox::ec2_service
