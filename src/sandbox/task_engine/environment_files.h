#pragma once
/// What a task's containers have in `environmentFiles`, read by the task's execution role out of S3 before they are made.
/// Source: Amazon ECS Developer Guide, "Pass environment variables to an Amazon ECS container"; Amazon ECS container agent,
/// agent/taskresource/envFiles/envfile.go, agent/s3.
#include <map>
#include <string>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox::task_engine {

/// By container; of those that have files. A variable of several files is the first one's.
using EnvironmentFiles = std::map<std::string, std::map<std::string, std::string>>;

/// As the agent, in each bucket's own Region (s3:GetBucketLocation, s3:GetObject); as the execution role, which there must be. All of them
/// have kMaxVariableBytes.
/// @error  the task's stoppedReason: "ResourceInitializationError: …"
Task<Result<EnvironmentFiles>> read_environment_files(Environment& env, HostAgents& agents, TaskToRun task);

}  // namespace eni::sandbox::task_engine
