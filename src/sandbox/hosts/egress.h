#pragma once
/// Whether a machine's processes reach AWS's endpoints, as far as its subnet's routes tell.
#include <string>
#include <string_view>

#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts {

/// False where the subnet's route 0.0.0.0/0 leads to an internet gateway and no interface of the machine has a public address:
/// launched without one in a public subnet, or stopped and started with a trunk. Subnets without such a route are taken to reach
/// AWS by another way, for the sandbox has no VPC endpoints.
/// Source: Amazon ECS Developer Guide, "Troubleshoot Amazon ECS: container agent disconnected"; "Increasing Amazon ECS Linux
/// container instance network interfaces", considerations.
bool reaches_aws(Store& store, const Machine& machine);

/// What the AWS SDK for Go says where they do not.
std::string connection_error(const Machine& machine, std::string_view operation);

}  // namespace eni::sandbox::hosts
