#pragma once
/// Which instance type to take in place of one that takes no trunk.
#include <optional>
#include <string>
#include <string_view>

#include "trunking/instance_limits.h"

namespace eni::diagnosis {

/// What a host offers its tasks.
struct HostSize {
  long long cpu = 0;  ///< in units of 1/1024 of a vCPU
  long long memory_mib = 0;
};

/// What a host of the type registers if nothing of it is reserved (trunking/host_memory.h). Nothing if that is not known.
std::optional<HostSize> registered_size(const trunking::InstanceType& type);

/// The smallest type on which a task of that size fits: of the family of `instance_type`, or else one that would do in its place
/// as for type_with_trunk(). "" if there is none.
std::string type_for_task(std::string_view instance_type, long long cpu, long long memory_mib);

/// The image that AWS recommends for ECS hosts of such a type, as a launch template names it: EC2 resolves it whenever it launches an
/// instance.
std::string recommended_image(const std::string& instance_type);

/// A type of the families c, m and r of the current generation that the Amazon ECS Developer Guide lists, with the same architecture and at least as many vCPUs
/// and as much memory; of these the smallest, then the one with the most tasks. "" if there is none, or `instance_type` is not known.
std::string type_with_trunk(std::string_view instance_type);

}  // namespace eni::diagnosis
