#pragma once
/// /etc/ecs/ecs.config of hosts, as their user data has left it.
#include "sandbox/hosts/agent_config.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::hosts {

/// Empty if there is no such host, or it has no such file yet.
AgentSettings recorded_settings(Store& store, std::string_view instance_id);

}  // namespace eni::sandbox::hosts
