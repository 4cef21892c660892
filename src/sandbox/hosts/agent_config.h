#pragma once
/// The settings of the ECS agent: /etc/ecs/ecs.config, read as ecs-init and the agent read it.
/// Source: Amazon ECS Developer Guide, "Amazon ECS container agent configuration"; amazon-ecs-agent, README.md.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "machine_images/machine_images.h"

namespace eni::sandbox::hosts {

using AgentSettings = std::map<std::string, std::string>;

/// Lines NAME=VALUE; the last of a name counts. Nothing is unquoted: ECS_CLUSTER="web" names a cluster with quotes.
AgentSettings read_settings(std::string_view file);

struct AgentConfig {
  std::string cluster;           ///< "" if none is set: the agent then tries "default", and makes it
  bool task_eni = true;          ///< ECS_ENABLE_TASK_ENI; ecs-init sets it on Amazon Linux
  bool high_density_eni = true;  ///< ECS_ENABLE_HIGH_DENSITY_ENI; on Linux
  bool propagates_tags = false;  ///< ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance
  std::map<std::string, std::string> attributes;  ///< ECS_INSTANCE_ATTRIBUTES
  std::map<std::string, std::string> tags;        ///< ECS_CONTAINER_INSTANCE_TAGS
  long long reserved_memory_mib = 0;              ///< ECS_RESERVED_MEMORY
  std::vector<std::string> reserved_ports;
  std::vector<std::string> reserved_udp_ports;
};

/// @error  what the agent says of a setting that it cannot read, with which it does not start
Result<AgentConfig> read_agent_config(const AgentSettings& settings, machine_images::OsFamily os);

}  // namespace eni::sandbox::hosts
