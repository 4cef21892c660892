#pragma once
/// What a task definition names and the agent reads before the containers are made, as the task's execution role.
/// Source: Amazon ECS Developer Guide, "Pass Systems Manager parameters through Amazon ECS environment variables".
#include <map>
#include <string>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox::task_engine {

/// By container, by the name of the environment variable or log option.
struct TaskSecrets {
  std::map<std::string, std::map<std::string, std::string>> variables;
  std::map<std::string, std::map<std::string, std::string>> log_options;
};

/// Parameters of Systems Manager; those of Secrets Manager, which is not in the sandbox, are refused by name.
/// @error  the task's stoppedReason: "ResourceInitializationError: …"
Task<Result<TaskSecrets>> resolve_secrets(Environment& env, HostAgents& agents, TaskToRun task);

}  // namespace eni::sandbox::task_engine
