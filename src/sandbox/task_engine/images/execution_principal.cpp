#include "sandbox/task_engine/images/execution_principal.h"

#include "sandbox/gateway/role_session.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr const char* kTaskService = "ecs-tasks.amazonaws.com";

Error not_assumed(const std::string& role) {
  return {
      "ECS was unable to assume the role '" + role +
          "' that was provided for this task. Please verify that the role being passed has the proper trust "
          "relationship and permissions and that your IAM user has permissions to pass this role.",
      ""};
}

}  // namespace

Task<Result<Principal>> execution_principal(Environment& env, HostAgents& agents, TaskToRun task) {
  if (task.execution_role_arn.empty()) {
    auto asking = agents.credentials(task.instance_id);
    auto found = co_await std::move(asking);
    co_return found;
  }
  RoleAssumption wanted{kTaskService, task.account, task.region, task.execution_role_arn, task.id};
  auto assuming = assume_role(env, std::move(wanted));
  auto session = co_await std::move(assuming);
  if (session.has_error()) co_return not_assumed(task.execution_role_arn);
  co_return std::move(session->principal);
}

}  // namespace eni::sandbox::task_engine
