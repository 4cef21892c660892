#include "sandbox/services/ecs/services/task_health.h"

#include <algorithm>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/store/ecs_task_target_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

/// More than a service may have.
constexpr std::int64_t kAllTasks = 10'000;

/// Where containers only go through their states, nobody tells of their health.
bool runs_health_checks(Environment& env, const TaskPlan& plan) {
  return find_task_runner(env) != nullptr && defines_health_checks(env.store, plan);
}

}  // namespace

bool defines_health_checks(Store& store, const TaskPlan& plan) {
  const auto definition = store.get<EcsTaskDefinitionRepository>().find_by_arn(plan.task_definition_arn);
  return definition && has_health_check(array_at(definition->document, "containerDefinitions"));
}

bool is_checked(Environment& env, const TaskPlan& plan) {
  return plan.has_targets() || runs_health_checks(env, plan);
}

std::vector<EcsTaskNumber> unhealthy_tasks(Environment& env, const TaskPlan& plan,
                                           EcsTaskOriginNumber origin) {
  std::vector<EcsTaskNumber> tasks;
  if (plan.has_targets()) tasks = env.store.get<EcsTaskTargetRepository>().unready(origin);
  if (!runs_health_checks(env, plan)) return tasks;
  std::ranges::sort(tasks);
  const std::vector<EcsTaskNumber> unready = tasks;
  auto& repository = env.store.get<EcsTaskRepository>();
  for (const EcsTask& task : repository.of_origin(origin, EcsTaskRepository::Progress::kRunning, kAllTasks)) {
    const bool is_known = std::ranges::binary_search(unready, task.number);
    if (!is_known && task_health(task) != "HEALTHY") tasks.push_back(task.number);
  }
  return tasks;
}

bool is_healthy(Environment& env, const TaskPlan& plan, const EcsTask& task) {
  if (!task.is_running()) return false;
  if (runs_health_checks(env, plan) && task_health(task) != "HEALTHY") return false;
  if (!plan.has_targets()) return true;
  const auto targets = env.store.get<EcsTaskTargetRepository>().of_task(task.number);
  return !targets.empty() &&
         std::ranges::all_of(targets, [](const EcsTaskTarget& target) { return target.state == "healthy"; });
}

}  // namespace eni::sandbox::ecs_service
