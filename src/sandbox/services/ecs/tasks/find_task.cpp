#include "sandbox/services/ecs/tasks/find_task.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

namespace {

std::string resource_of(const Call& call, const std::string& text) {
  if (text.starts_with("arn:")) return text;
  const auto cluster = named_cluster(call);
  return call.arn("ecs", "task/" + (cluster.has_error() ? std::string("*") : *cluster) + "/" + text);
}

}  // namespace

ApiResult<std::string> read_task_id(const Call& call, const EcsCluster& cluster, std::string_view text) {
  ENI_TRY(auto id, read_name_in(call, cluster.name, "task", text));
  if (id.size() != 32 && id.size() != 36)
    return aws::invalid_parameter("taskId length should be one of [32,36]");
  return id;
}

std::optional<EcsTask> find_task(const Call& call, const EcsCluster& cluster, std::string_view id) {
  auto task = call.store<EcsTaskRepository>().find(id);
  if (!task || task->cluster != cluster.number) return std::nullopt;
  return task;
}

ApiResult<NamedTasks> find_named_tasks(const Call& call, std::size_t max) {
  NamedTasks named;
  ENI_TRY(named.cluster, find_cluster(call));
  ENI_TRY(const auto texts, text_list(call, "tasks", max));
  if (texts.empty()) return aws::invalid_parameter("Tasks cannot be empty.");
  for (const std::string& text : texts) {
    ENI_TRY(const auto id, read_task_id(call, named.cluster, text));
    if (auto task = find_task(call, named.cluster, id)) {
      named.tasks.push_back(*std::move(task));
    } else {
      named.failures.push_back(failure(arn_in_cluster(named.cluster, "task", id), "MISSING"));
    }
  }
  return named;
}

Access task_access(const Call& call) {
  std::vector<std::string> tasks;
  if (const auto one = call.params.text("task")) tasks.push_back(resource_of(call, *one));
  for (const std::string& text : texts_at(call.params.all(), "tasks"))
    tasks.push_back(resource_of(call, text));
  Access access = access_to(call, tasks);
  add_cluster_key(access, call);
  return access;
}

}  // namespace eni::sandbox::ecs_service
