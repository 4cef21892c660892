#pragma once
/// The ECS agent's introspection API, which a host's processes reach on port 51678: /v1/metadata, /v1/tasks, /license.
/// Source: Amazon ECS Developer Guide, "Amazon ECS container introspection"; amazon-ecs-agent, agent/handlers/introspection.
#include <optional>
#include <string>

#include "base/task.h"
#include "net/http.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox::hosts {

/// @return  nothing while nobody listens: the agent has not registered
Task<std::optional<net::Response>> answer_introspection(Environment& env, std::string instance_id,
                                                        net::Request request);

}  // namespace eni::sandbox::hosts
