#pragma once
/// The attributes that an agent registers: what it can do by its version, its settings and its operating system.
/// Source: amazon-ecs-agent, agent/app/agent_capability.go, agent/app/agent_capability_unix.go.
#include <optional>
#include <string>
#include <vector>

#include "machine_images/machine_images.h"
#include "sandbox/hosts/agent_config.h"

namespace eni::sandbox::hosts {

struct AgentAttribute {
  std::string name;
  std::optional<std::string> value = {};
};

std::vector<AgentAttribute> agent_capabilities(const machine_images::MachineImage& image,
                                               const AgentConfig& config);

/// Whether the dotted version `version` is `min` or newer.
bool is_at_least(std::string_view version, std::string_view min);

}  // namespace eni::sandbox::hosts
