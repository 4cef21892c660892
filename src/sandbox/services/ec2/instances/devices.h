#pragma once
/// The block devices of a launch: the image's root and what the launch maps, each with its volume.
#include <string>

#include "sandbox/services/ec2/instances/launch.h"

namespace eni::sandbox::ec2_service {

/// @error  MissingParameter for a mapped volume of no size
ApiResult<void> check_devices(const Launch& launch);

/// Makes the volumes of an instance that is about to be made.
/// @return  blockDeviceMapping as DescribeInstances shows it, the root first
json::array make_devices(const Call& call, const Launch& launch, const std::string& instance);

}  // namespace eni::sandbox::ec2_service
