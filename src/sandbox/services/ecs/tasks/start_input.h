#pragma once
/// What RunTask, StartTask and services take alike: a task definition to start, and as whom.
#include "sandbox/gateway/operation.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_tag_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// The task definition that `text` (a family, FAMILY:REVISION or an ARN) means.
/// @error  ClientException "TaskDefinition not found." or "TaskDefinition is inactive"; InvalidParameterException if it
///         cannot run on EC2
ApiResult<EcsTaskDefinition> find_runnable(const Call& call, const std::string& text);

/// iam:PassRole for the roles of the definition and of overrides.
/// @error  AccessDeniedException
ApiResult<void> may_pass_roles(const Call& call, const EcsTaskDefinition& definition,
                               const json::object& overrides);

/// Refuses what only tasks elsewhere than on EC2 have, by name.
/// @error  InvalidParameterException
ApiResult<void> check_launch_type(const Call& call);

struct StartInput {
  EcsCluster cluster;
  TaskPlan plan;  ///< without its network
  EcsTags tags;   ///< of each task
};

/// StartTask names its hosts; RunTask may go by capacity providers.
enum class StartedBy { kRunTask, kStartTask };

/// The members that RunTask and StartTask share.
ApiResult<StartInput> read_start(const Call& call, StartedBy started_by);

/// Gives the plan the call's network, about which EC2 is asked.
/// @return  the call's cluster once more: while EC2 was asked, another call may have deleted it
Task<ApiResult<EcsCluster>> add_network(const Call& call, TaskPlan& plan);

/// A task that was just started, as the reply shows it.
json::object started_value(const Call& call, const StartInput& input, const EcsTask& task);

/// StartTask: the task definition, with ecs:cluster and the call's tags.
Access start_access(const Call& call);
/// RunTask: the same, with the size of the task.
Access run_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
