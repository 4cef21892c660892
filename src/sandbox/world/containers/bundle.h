#pragma once
/// The runtime's configuration of a container.
/// Source: OCI runtime specification 1.0, config.md and config-linux.md; what is the same for all as Docker has it.
#include <string>

#include "base/json.h"
#include "sandbox/world/containers/container.h"

namespace eni::sandbox::world {

/// config.json. The container gets the network of who starts the runtime; all else is its own: processes, mounts, host name,
/// shared memory. No new privileges, system calls that only administer the machine refused, devices but the harmless ones absent.
/// @param users  how many there are in the world; with only one, nothing is given to another
json::object runtime_configuration(const Container& container, std::uint32_t users);

/// The runtime's description of a program in a container that runs, with the container's capabilities and limits.
/// @param container  of it those two
json::object executed_process(const Container& container, const ExecutedProgram& program);

/// What containers may do that nobody took away or added to: Docker's fourteen. Without "CAP_".
const std::vector<std::string>& default_capabilities();
/// All that Linux has, without "CAP_"; a runtime leaves out those that its kernel does not know.
/// Source: capabilities(7).
const std::vector<std::string>& all_capabilities();

}  // namespace eni::sandbox::world
