#include "sandbox/services/ecs/tasks/task_protection.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/task_value.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::string_view kMember = "protectedUntil";
constexpr std::size_t kMaxTasks = 10;
constexpr long long kMaxMinutes = 2880;
constexpr long long kDefaultMinutes = 120;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kMaxLookedAt = 1000;

json::object protection_value(const EcsCluster& cluster, const EcsTask& task, std::int64_t now) {
  const std::int64_t until = protected_until(task, now);
  json::object value{{"taskArn", task_arn(cluster, task)}, {"protectionEnabled", until != 0}};
  if (until != 0) value.emplace("expirationDate", timestamp(until));
  return value;
}

/// Why a task is not looked at. [assumption] the words of the details
struct Obstacle {
  std::string_view reason;
  std::string_view detail;
};
constexpr Obstacle kNotValid{"TASK_NOT_VALID", "The task is not a running task of a service."};
constexpr Obstacle kBlocked{
    "DEPLOYMENT_BLOCKED",
    "Protected tasks of an older deployment keep the newest one from reaching a steady state."};

json::object failure_of(const EcsCluster& cluster, const EcsTask& task, const Obstacle& obstacle) {
  json::object value = failure(task_arn(cluster, task), obstacle.reason);
  value.emplace("detail", obstacle.detail);
  return value;
}

std::optional<Obstacle> why_not(const Call& call, const EcsTask& task) {
  const bool is_of_service = engine_of(call.env).indexes().plan(task.origin)->service != EcsServiceNumber{};
  if (!is_of_service || task.is_to_stop()) return kNotValid;
  return std::nullopt;
}

/// Whether an older deployment of the task's service has protected tasks.
bool is_deployment_blocked(const Call& call, const EcsTask& task) {
  const EcsServiceNumber service = engine_of(call.env).indexes().plan(task.origin)->service;
  const auto deployments = call.store<EcsServiceRepository>().deployments(service);
  for (std::size_t at = 1; at < deployments.size(); ++at) {
    const auto running = call.store<EcsTaskRepository>().of_origin(
        deployments[at].origin, EcsTaskRepository::Progress::kRunning, kMaxLookedAt);
    for (const EcsTask& old : running)
      if (protected_until(old, now_millis(call.env)) != 0) return true;
  }
  return false;
}

/// Calls `visit` for each task of the call that is there and that nothing is in the way of.
template <class Check, class Visit>
ApiResult<Reply> each_task(const Call& call, const Check& check, const Visit& visit) {
  ENI_TRY(NamedTasks named, find_named_tasks(call, kMaxTasks));
  json::array tasks;
  for (const EcsTask& task : named.tasks) {
    if (const std::optional<Obstacle> obstacle = check(task)) {
      named.failures.push_back(failure_of(named.cluster, task, *obstacle));
    } else {
      tasks.push_back(protection_value(named.cluster, visit(task), now_millis(call.env)));
    }
  }
  return Reply{json::object{{"protectedTasks", std::move(tasks)}, {"failures", std::move(named.failures)}}};
}

}  // namespace

std::int64_t protected_until(const EcsTask& task, std::int64_t now) {
  const std::int64_t until = integer_at(task.document, kMember);
  return until > now ? until : 0;
}

ApiResult<Reply> get_task_protection(Call& call) {
  const auto check = [&call](const EcsTask& task) { return why_not(call, task); };
  return each_task(call, check, [](const EcsTask& task) { return task; });
}

ApiResult<Reply> update_task_protection(Call& call) {
  if (!call.params.has("protectionEnabled"))
    return aws::invalid_parameter("protectionEnabled can not be blank.");
  const bool enabled = flag(call, "protectionEnabled");
  const auto minutes = call.params.integer("expiresInMinutes", 1, kMaxMinutes);
  if (minutes.has_error()) return aws::invalid_parameter("expiresInMinutes must be between 1 and 2880");
  const std::int64_t until =
      enabled ? now_millis(call.env) + minutes->value_or(kDefaultMinutes) * kMinute : 0;
  const auto check = [&call, enabled](const EcsTask& task) -> std::optional<Obstacle> {
    if (const auto obstacle = why_not(call, task)) return obstacle;
    const bool is_new = enabled && protected_until(task, now_millis(call.env)) == 0;
    if (is_new && is_deployment_blocked(call, task)) return kBlocked;
    return std::nullopt;
  };
  return each_task(call, check, [&call, until](const EcsTask& before) {
    EcsTask task = before;
    task.document[kMember] = until;
    call.store<EcsTaskRepository>().update(task, before);
    Engine& engine = engine_of(call.env);
    engine.services().consider(engine.indexes().plan(task.origin)->service);
    return task;
  });
}

}  // namespace eni::sandbox::ecs_service
