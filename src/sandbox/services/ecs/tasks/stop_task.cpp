#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> stop_task(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto text, required_member(call, "task"));
  ENI_TRY(const auto id, read_task_id(call, cluster, text));
  const auto task = find_task(call, cluster, id);
  if (!task) return aws::invalid_parameter("The referenced task was not found.");
  const std::string reason = call.params.text_or("reason", "");
  Engine& engine = engine_of(call.env);
  const EcsTask stopping =
      engine.tasks().stop(*task, {"UserInitiated", reason.empty() ? "Task stopped by user" : reason});
  return Reply{json::object{{"task", task_value(call.env.store, engine.indexes(), cluster, stopping)}}};
}

}  // namespace eni::sandbox::ecs_service
