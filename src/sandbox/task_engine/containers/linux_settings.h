#pragma once
/// What a container definition says of limits, capabilities and kernel parameters, checked as the Docker daemon and its runtime do.
/// Source: Amazon ECS API Reference, Ulimit, KernelCapabilities, SystemControl.
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/world/containers/container.h"

namespace eni::sandbox::task_engine {

/// `ulimits`; of a name that stands twice the last. -1 is no limit.
/// @error  "CannotCreateContainerError: Error response from daemon: invalid ulimit type: x", …
Result<std::vector<world::ResourceLimit>> resource_limits_of(const json::object& definition);

struct Capabilities {
  std::vector<std::string> added;    ///< "SYS_PTRACE", "ALL"
  std::vector<std::string> dropped;  ///< the same
};
/// `linuxParameters.capabilities`, with or without "CAP_", in any case.
/// @error  "… invalid CapAdd: unknown capability: "CAP_X""
Result<Capabilities> capabilities_of(const json::object& definition);

/// `systemControls` of a container's own: of its IPC namespace.
/// @return  "kernel.msgmax" -> "65536"
/// @error  for a parameter that no namespace has of its own
Result<std::map<std::string, std::string>> system_controls_of(const json::object& definition);
/// `systemControls` of the network, which all containers of a task share; of a name that stands twice the last, as with ECS the container
/// that is started last wins. For World::make_network().
/// @return  "net/core/somaxconn=1024"
/// @error  as system_controls_of()
Result<std::vector<std::string>> network_controls_of(const json::array& definitions);

}  // namespace eni::sandbox::task_engine
