#include "sandbox/services/ecs/tasks/shown_task.h"

#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/services/ecs/tasks/task_value.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

/// A task that nobody has run has containers all the same.
std::vector<ContainerState> planned_containers(const TaskPlan& plan) {
  std::vector<ContainerState> states;
  for (const json::value& container : plan.containers) states.push_back({text_at(container, "name")});
  return states;
}

ShownTask shown(const EcsCluster& cluster, const TaskPlan& plan, const EcsTask& task) {
  ShownTask out{task.id, task_arn(cluster, task), std::string(to_string(task.last_status)),
                text_at(task.document, "stoppedReason")};
  if (task.stopped_at != 0) out.stopped_at = TimePoint{Duration{task.stopped_at}};
  out.containers = told_container_states(task);
  if (out.containers.empty()) out.containers = planned_containers(plan);
  return out;
}

}  // namespace

std::vector<ShownTask> find_shown_tasks(Store& store, PlacementIndexes& indexes, std::string_view id_start) {
  std::vector<ShownTask> out;
  for (const EcsTask& task : store.get<EcsTaskRepository>().find_by_start(id_start, kMaxShownTasks))
    if (const auto cluster = store.get<EcsClusterRepository>().find(task.cluster))
      out.push_back(shown(*cluster, *indexes.plan(task.origin), task));
  return out;
}

}  // namespace eni::sandbox::ecs_service
