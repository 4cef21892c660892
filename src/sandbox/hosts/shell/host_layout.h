#pragma once
/// What scripts of user data find on a host: the machine's own programs, files as an image of AWS has them, the tools that the
/// sandbox serves, and the host's network; where VPCs are simulated, none but the metadata service and the sandbox.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/host_networks.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::hosts {

/// Bash calls it for a command that is not there (command_not_found_handle).
inline constexpr std::string_view kUnknownCommandTool = "/run/eni-trunking/unknown-command";

struct HostLayout {
  isolation::Layout layout;
  /// Positions in `layout.listeners`; of a host with a network of its own there are none.
  std::size_t metadata_listener = 0;
  std::optional<std::size_t>
      sandbox_listener;  ///< of the sandbox's own endpoint, where that is on the loopback
};

/// @param settings      /etc/ecs/ecs.config as it is before; "": there is no such file yet
/// @param endpoint_url  of the sandbox
/// @param network       of the host; null where VPCs are simulated
HostLayout host_layout(const Machine& machine, const std::string& settings, std::string_view endpoint_url,
                       const HostNetwork* network);

/// The environment in which cloud-init runs scripts.
std::map<std::string, std::string> script_environment(std::string_view endpoint_url);

}  // namespace eni::sandbox::hosts
