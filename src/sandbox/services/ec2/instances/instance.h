#pragma once
/// Instances as the store holds them: resources of kind "instance", whose scope is their reservation.
///
/// The document is the item of DescribeInstances but for tags and what belongs to its interfaces. Besides, under names
/// that begin with '_': "_userData" (base64), "_credits" (creditSpecification, if one was given),
/// "_disableApiTermination", "_disableApiStop", "_shutdownBehavior",
/// "_reservation", "_owner".
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

inline constexpr std::string_view kInstance = "instance";

/// Their numbers are EC2's codes.
enum class InstanceState : std::uint8_t {
  kPending = 0,
  kRunning = 16,
  kShuttingDown = 32,
  kTerminated = 48,
  kStopping = 64,
  kStopped = 80,
};
/// As on the wire: "shutting-down".
std::string_view to_string(InstanceState state);

InstanceState state_of(const Ec2Resource& instance);
/// {"code": 16, "name": "running"}
json::object state_value(InstanceState state);

/// The caller's instance, in any state.
/// @error  InvalidInstanceID.Malformed, InvalidInstanceID.NotFound
ApiResult<Ec2Resource> find_instance(const Call& call, std::string_view id);
/// Those of a list of ids; each once. @error  as above, for all that do not exist
ApiResult<std::vector<Ec2Resource>> find_instances(const Call& call, const std::vector<std::string>& ids);
/// The parameter InstanceId of operations that want at least one. @error  as above; MissingParameter
ApiResult<std::vector<Ec2Resource>> named_instances(const Call& call);
/// The parameter InstanceId of operations that want one. @error  as above
ApiResult<Ec2Resource> named_instance(const Call& call);

/// The instance as DescribeInstances shows it, with the hidden members.
json::object instance_item(const Call& call, const Ec2Resource& instance);

}  // namespace eni::sandbox::ec2_service
