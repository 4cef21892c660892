/// ECS Exec: a session for session-manager-plugin, of a program in a container that runs.
/// Source: Amazon ECS API Reference, ExecuteCommand; Amazon ECS Developer Guide, "Troubleshooting issues with Amazon ECS Exec".
#include "base/shell_words.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {
namespace {

ApiError not_enabled() {
  return aws::invalid_parameter(
      "The execute command failed because execute command was not enabled when the task was run or the "
      "execute command agent isn’t running. Wait and try again or run a new task with execute command "
      "enabled and try again.");
}

/// The name may be left out of one container alone.
ApiResult<std::string> read_container(const Call& call, const TaskPlan& plan) {
  const std::string asked = call.params.text_or("container", "");
  if (asked.empty() && plan.containers.size() == 1) return text_at(plan.containers.front(), "name");
  if (asked.empty())
    return aws::invalid_parameter("Container name is required for a task with multiple containers.");
  for (const json::value& container : plan.containers)
    if (text_at(container, "name") == asked) return asked;
  return aws::invalid_parameter("The specified container " + asked + " was not found in the task.");
}

/// As policies see it: also where the call leaves it out, for there is only one.
std::string named_container(const Call& call) {
  const std::string text = call.params.text_or("task", "");
  const auto task = call.store<EcsTaskRepository>().find(text.substr(text.rfind('/') + 1));
  if (!task) return call.params.text_or("container", "");
  const auto name = read_container(call, *engine_of(call.env).indexes().plan(task->origin));
  return name.has_value() ? *name : call.params.text_or("container", "");
}

ApiResult<std::vector<std::string>> read_command(const Call& call) {
  ENI_TRY(const auto command, required_member(call, "command"));
  if (!flag(call, "interactive"))
    return aws::invalid_parameter("Interactive is the only mode supported currently.");
  const auto words = shell_words(command);
  if (words.has_error()) return aws::invalid_parameter("command: " + words.error().message);
  if (words->empty()) return aws::invalid_parameter("command can not be blank.");
  return *words;
}

}  // namespace

ApiResult<Reply> execute_command(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(auto argv, read_command(call));
  ENI_TRY(const auto text, required_member(call, "task"));
  ENI_TRY(const auto id, read_task_id(call, cluster, text));
  const auto task = find_task(call, cluster, id);
  if (!task) return aws::invalid_parameter("The referenced task was not found.");
  const auto plan = engine_of(call.env).indexes().plan(task->origin);
  ENI_TRY(const auto container, read_container(call, *plan));
  TaskRunner* runner = find_task_runner(call.env);
  if (!plan->enables_execute_command || task->last_status != EcsTaskStatus::kRunning) return not_enabled();
  if (runner == nullptr || !runner->has(id)) return not_enabled();
  const auto session = runner->open_session(id, container, std::move(argv));
  if (session.has_error())
    return ApiError{"TargetNotConnectedException",
                    "The execute command failed due to an internal error. Try again later."};
  return Reply{json::object{{"clusterArn", cluster.arn},
                            {"containerArn", container_arn(cluster, *task, container)},
                            {"containerName", container},
                            {"interactive", true},
                            {"session", json::object{{"sessionId", session->id},
                                                     {"streamUrl", session->stream_url},
                                                     {"tokenValue", session->token}}},
                            {"taskArn", task_arn(cluster, *task)}}};
}

Access execute_command_access(const Call& call) {
  Access access = task_access(call);
  access.context.emplace_back("ecs:container-name", named_container(call));
  access.context.emplace_back("ecs:task", access.resources.front());
  add_resource(access, call, cluster_arn(call, call.params.text_or("cluster", kDefaultCluster)));
  return access;
}

}  // namespace eni::sandbox::ecs_service
