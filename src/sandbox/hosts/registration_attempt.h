#pragma once
/// One attempt of an ECS agent to register its host, as the real agent makes and words it.
/// Source: amazon-ecs-agent, agent/app/agent.go and ecs-agent/api/ecs/client/ecs_client.go.
#include <string>

#include "base/task.h"
#include "sandbox/hosts/agent_config.h"
#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts {

struct RegistrationAttempt {
  enum class Ending { kJoined, kAgain, kOver } ending = Ending::kAgain;
  std::string arn;  ///< of the container instance, if it has joined
};

/// What comes of it is on the machine's console. Makes the cluster "default" if the settings name none and there is none.
/// @param known_arn  of the container instance that an earlier registration made; "" for the first
Task<RegistrationAttempt> attempt_to_register(Environment& env, const Machine& machine,
                                              const AgentConfig& config, const std::string& known_arn);

/// Makes known that the machine's agent has no connection to ECS any more.
void publish_agent_disconnected(Environment& env, const Machine& machine);

}  // namespace eni::sandbox::hosts
