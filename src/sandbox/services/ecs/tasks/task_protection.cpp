#include "sandbox/services/ecs/tasks/task_protection.h"

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/find_task.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::string_view kMember = "protectedUntil";
constexpr std::size_t kMaxTasks = 10;
constexpr long long kMaxMinutes = 2880;
constexpr long long kDefaultMinutes = 120;
constexpr std::int64_t kMinute = 60'000;

json::object protection_value(const EcsCluster& cluster, const EcsTask& task, std::int64_t now) {
  const std::int64_t until = protected_until(task, now);
  json::object value{{"taskArn", task_arn(cluster, task)}, {"protectionEnabled", until != 0}};
  if (until != 0) value.emplace("expirationDate", timestamp(until));
  return value;
}

json::object not_valid(const EcsCluster& cluster, const EcsTask& task) {
  json::object value = failure(task_arn(cluster, task), "TASK_NOT_VALID");
  value.emplace("detail", "The task is not a running task of a service.");
  return value;
}

bool can_be_protected(const Call& call, const EcsTask& task) {
  return engine_of(call.env).indexes().plan(task.origin)->service != EcsServiceNumber{} && !task.is_to_stop();
}

/// Calls `visit` for each task of the call that is there and belongs to a service.
template <class Visit>
ApiResult<Reply> each_task(const Call& call, const Visit& visit) {
  ENI_TRY(NamedTasks named, find_named_tasks(call, kMaxTasks));
  json::array tasks;
  for (const EcsTask& task : named.tasks) {
    if (can_be_protected(call, task)) {
      tasks.push_back(protection_value(named.cluster, visit(task), now_millis(call.env)));
    } else {
      named.failures.push_back(not_valid(named.cluster, task));
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
  return each_task(call, [](const EcsTask& task) { return task; });
}

ApiResult<Reply> update_task_protection(Call& call) {
  if (!call.params.has("protectionEnabled"))
    return aws::invalid_parameter("protectionEnabled can not be blank.");
  const bool enabled = flag(call, "protectionEnabled");
  const auto minutes = call.params.integer("expiresInMinutes", 1, kMaxMinutes);
  if (minutes.has_error()) return aws::invalid_parameter("expiresInMinutes must be between 1 and 2880");
  const std::int64_t until =
      enabled ? now_millis(call.env) + minutes->value_or(kDefaultMinutes) * kMinute : 0;
  return each_task(call, [&call, until](const EcsTask& before) {
    EcsTask task = before;
    task.document[kMember] = until;
    call.store<EcsTaskRepository>().update(task, before);
    Engine& engine = engine_of(call.env);
    engine.services().consider(engine.indexes().plan(task.origin)->service);
    return task;
  });
}

}  // namespace eni::sandbox::ecs_service
