#pragma once
/// What RunInstances is asked for, together with its launch template: read, looked up and checked, before anything is made.
#include <optional>
#include <string>

#include "base/task.h"
#include "machine_images/machine_images.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ec2/instances/network.h"
#include "sandbox/services/ec2/instances/profile.h"
#include "sandbox/services/ec2/tags.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::ec2_service {

struct Launch {
  long long min = 1;   ///< MinCount
  long long max = 1;   ///< MaxCount
  json::object shown;  ///< the parameters as replies show them
  const machine_images::MachineImage* image = nullptr;
  std::string image_id;
  const trunking::InstanceType* type = nullptr;
  std::optional<Profile> profile;
  TagsByType tags;
  NetworkPlan network;
};

inline constexpr std::string_view kDefaultType = "m1.small";

/// The call's parameters that launch templates may hold, over those of its template, as on the wire.
/// @error  of the launch template
ApiResult<json::object> launch_parameters(const Call& call);

/// @error  of each parameter, in EC2's words
Task<ApiResult<Launch>> read_launch(Call& call);

/// Whether instances of the type run the image.
/// @error  InvalidParameterValue that names both architectures
ApiResult<void> check_architecture(const trunking::InstanceType& type,
                                   const machine_images::MachineImage& image);

/// User data as given. @error  InvalidUserData.Malformed (no base64), InvalidParameterValue (beyond 16 KB)
ApiResult<void> check_user_data(std::string_view base64);

/// @error  InvalidParameterValue if there is no such type
ApiResult<const trunking::InstanceType*> find_type(std::string_view name);

}  // namespace eni::sandbox::ec2_service
