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
  Access access;
  access.resources.clear();
  if (const auto one = call.params.text("task")) access.resources.push_back(resource_of(call, *one));
  const auto several = call.params.texts("tasks");
  if (several.has_value())
    for (const std::string& text : *several) access.resources.push_back(resource_of(call, text));
  if (access.resources.empty()) access.resources.emplace_back("*");
  add_tags_of_each(access, call);
  add_cluster_key(access, call);
  return access;
}

}  // namespace eni::sandbox::ecs_service
