#pragma once
/// What a task definition names and the agent reads before the containers are made, as the task's execution role.
/// Source: Amazon ECS Developer Guide, "Pass sensitive data to an Amazon ECS container", "Using non-AWS container images in Amazon ECS".
#include <map>
#include <string>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/images/registry/docker_config.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox::task_engine {

/// By container, by the name of the environment variable or log option.
struct TaskSecrets {
  std::map<std::string, std::map<std::string, std::string>> variables;
  std::map<std::string, std::map<std::string, std::string>> log_options;
  /// Of repositoryCredentials, by container.
  std::map<std::string, images::Credentials> registry_logins;

  /// Empty for a container without one.
  images::Credentials registry_login(const std::string& container) const;
};

/// Parameters of Systems Manager, and secrets of Secrets Manager in their own Regions.
/// @error  the task's stoppedReason: "ResourceInitializationError: …"
Task<Result<TaskSecrets>> resolve_secrets(Environment& env, HostAgents& agents, TaskToRun task);

}  // namespace eni::sandbox::task_engine
