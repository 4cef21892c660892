#pragma once
/// What a machine's service manager and package manager know of what matters to the sandbox: whether there is an ECS agent, and
/// whether it starts once the user data has been carried out. A value; the tools change it, the boot reads it.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts::tools {

/// A unit of systemd (upstart on images of before Amazon Linux 2 is not offered).
struct ServiceUnit {
  bool is_enabled = false;  ///< started by the machine's next start
  bool is_active = false;
  /// A start job that waits for cloud-final: `systemctl --no-block start`, or the boot's own for an enabled unit.
  bool is_start_queued = false;
  bool is_masked = false;
  /// Ordered After=cloud-final.service: no start job ends while the user data is being carried out.
  /// Source: amazon-ecs-agent, packaging of ecs-init, ecs.service; Amazon ECS Developer Guide, "Bootstrapping Amazon ECS Linux
  /// container instances to pass data", on both ecs and docker of the images optimized for ECS.
  bool waits_for_cloud_final = false;
};

struct HostServices {
  std::set<std::string> packages;  ///< installed ones that matter: "docker", "ecs-init", "aws-cfn-bootstrap"
  std::map<std::string, ServiceUnit> units;  ///< by name without ".service"
  /// The machine's host name, where a command has set it.
  std::optional<std::string> hostname;
  /// What the machine is to do when the user data has been carried out: set by shutdown, reboot, poweroff.
  enum class PowerRequest { kNone, kReboot, kPowerOff } power_request = PowerRequest::kNone;
  /// Lines for the console, which whoever runs the tools takes out.
  std::vector<std::string> console;
};

/// As the image has them at its first start: the images optimized for ECS have the agent enabled.
HostServices services_of(const Machine& machine);

/// The name of a unit as given on a command line: without ".service".
std::string unit_name(std::string_view given);

/// Whether the agent is installed, whoever installed it.
bool has_agent(const HostServices& services);

/// Whether the agent starts after the user data: its start job, the boot's own or one given with --no-block, is in the queue, or
/// it is active.
bool agent_will_start(const HostServices& services);

}  // namespace eni::sandbox::hosts::tools
