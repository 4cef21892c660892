#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> describe_tasks(Call& call) {
  constexpr std::size_t kMaxTasks = 100;
  ENI_TRY(NamedTasks named, find_named_tasks(call, kMaxTasks));
  const bool shows_tags = includes(call, "TAGS");
  json::array tasks;
  for (const EcsTask& task : named.tasks) {
    json::object value = task_value(call.env.store, engine_of(call.env).indexes(), named.cluster, task);
    if (shows_tags) value["tags"] = tags_value(call, task_arn(named.cluster, task));
    tasks.push_back(std::move(value));
  }
  return Reply{json::object{{"tasks", std::move(tasks)}, {"failures", std::move(named.failures)}}};
}

}  // namespace eni::sandbox::ecs_service
