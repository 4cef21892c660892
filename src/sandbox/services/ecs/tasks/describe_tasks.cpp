#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> describe_tasks(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto texts, text_list(call, "tasks", 100));
  if (texts.empty()) return aws::invalid_parameter("Tasks cannot be empty.");
  const auto include = texts_at(call.params.all(), "include");
  json::array tasks;
  json::array failures;
  for (const std::string& text : texts) {
    ENI_TRY(const auto id, read_task_id(call, cluster, text));
    const auto task = find_task(call, cluster, id);
    if (!task) {
      failures.push_back(failure(arn_in_cluster(cluster, "task", id), "MISSING"));
      continue;
    }
    json::object value = task_value(call.env.store, engine_of(call.env).indexes(), cluster, *task);
    if (contains(include, "TAGS")) value["tags"] = tags_value(call, task_arn(cluster, *task));
    tasks.push_back(std::move(value));
  }
  return Reply{json::object{{"tasks", std::move(tasks)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecs_service
