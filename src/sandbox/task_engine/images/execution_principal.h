#pragma once
/// Who pulls a task's images, reads its secrets and writes its logs.
/// Source: Amazon ECS Developer Guide, "Amazon ECS task execution IAM role", "Amazon ECS container instance IAM role".
#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox::task_engine {

/// A session of the task's execution role, named as the task is; without such a role its host's.
/// @param env, agents  outlive it
/// @error  of the role, in ECS's words; of the host, HostAgents::credentials()
Task<Result<Principal>> execution_principal(Environment& env, HostAgents& agents, TaskToRun task);

}  // namespace eni::sandbox::task_engine
