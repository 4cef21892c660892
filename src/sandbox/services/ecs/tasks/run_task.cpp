#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/placement_input.h"
#include "sandbox/services/ecs/tasks/start_input.h"
#include "sandbox/services/ecs/tasks/start_tasks.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr long long kMaxTasks = 10;
constexpr std::size_t kMaxTokenLength = 64;
/// Source: Amazon ECS API Reference, "Ensuring idempotency".
constexpr std::chrono::hours kTokenIsKnown{24};

struct RunInput {
  StartInput start;
  PlacementInput placement;
  std::int64_t count = 1;
  std::string token;
};

ApiResult<RunInput> read_run(const Call& call) {
  RunInput input;
  ENI_TRY(input.start, read_start(call, StartedBy::kRunTask));
  ENI_TRY(input.placement, read_placement(call.params.all()));
  const auto count = call.params.integer("count", 1, kMaxTasks);
  if (count.has_error()) return aws::invalid_parameter("count must be between 1 and 10");
  input.count = count->value_or(1);
  input.token = call.params.text_or("clientToken", "");
  if (input.token.size() > kMaxTokenLength)
    return aws::invalid_parameter("clientToken can have at most 64 characters.");
  json::object& members = input.start.plan.placement_members;
  members["placementConstraints"] = input.placement.constraints;
  members["placementStrategy"] = input.placement.strategies;
  const bool is_by_provider = !input.start.plan.strategy.empty();
  if (!is_by_provider && call.env.component<Engine>().indexes().index(input.start.cluster.number).size() == 0)
    return aws::invalid_parameter("No Container Instances were found in your cluster.");
  return input;
}

json::object reply_of(json::array tasks, json::array failures) {
  return {{"tasks", std::move(tasks)}, {"failures", std::move(failures)}};
}

/// What the first request with this token has started.
ApiResult<std::optional<Reply>> known_reply(const Call& call, const RunInput& input) {
  if (input.token.empty()) return std::optional<Reply>{};
  const std::int64_t oldest = epoch_millis(call.now() - kTokenIsKnown);
  const EcsCluster& cluster = input.start.cluster;
  auto& repository = call.store<EcsTaskRepository>();
  const auto known = repository.find_token(cluster.number, input.token, oldest);
  if (!known) return std::optional<Reply>{};
  if (known->request != request_digest(call)) {
    return ApiError{
        "ConflictException",
        "The RunTask request could not be processed due to conflicts. The provided clientToken is "
        "already being used with a different RunTask request. The resourceIds are the existing task "
        "ARNs which are already associated with the clientToken."};
  }
  json::array tasks;
  for (const std::string& id : known->task_ids)
    if (const auto task = repository.find(id))
      tasks.push_back(task_value(call.env.store, engine_of(call.env).indexes(), cluster, *task));
  return std::optional<Reply>{reply_of(std::move(tasks), {})};
}

json::array failures_of(PlacementIndexes& indexes, const EcsCluster& cluster,
                        const placement::Refusal& refusal) {
  json::array failures;
  for (const placement::Failure& one : refusal.failures) {
    const std::string& id = indexes.index(cluster.number).container_instance_id(one.host);
    failures.push_back(
        failure(arn_in_cluster(cluster, "container-instance", id), placement::failure_reason(one.reason)));
  }
  return failures;
}

/// All in one transaction.
ApiResult<Reply> place(const Call& call, const RunInput& input) {
  Engine& engine = engine_of(call.env);
  const EcsCluster& cluster = input.start.cluster;
  TaskStarter starter{call.env, engine.indexes(), engine.tasks(), cluster};
  starter.origin = insert_origin(call.env.store, cluster.number, input.start.plan);
  starter.request = placement_request(input.start.plan, input.placement);
  starter.tags = input.start.tags;
  starter.strategy = strategy_of(input.start.plan.strategy);
  const StartedTasks started = starter.start(input.count);
  const bool is_refused_by_nobody = started.refusal && started.refusal->failures.empty();
  if (started.tasks.empty() && is_refused_by_nobody)
    return aws::invalid_parameter("No Container Instances were found in your capacity provider.");
  json::array tasks;
  std::vector<std::string> ids;
  for (const EcsTask& task : started.tasks) {
    tasks.push_back(started_value(call, input.start, task));
    ids.push_back(task.id);
  }
  auto& repository = call.store<EcsTaskRepository>();
  repository.remove_origin(starter.origin);
  if (!input.token.empty() && !ids.empty()) {
    repository.put_token(cluster.number, input.token, now_millis(call.env),
                         epoch_millis(call.now() - kTokenIsKnown), {request_digest(call), ids});
  }
  json::array failures;
  if (started.refusal) failures = failures_of(engine.indexes(), cluster, *started.refusal);
  // [unverified] What RunTask answers beyond the limit.
  if (started.is_limit_exceeded)
    failures.push_back(failure(cluster.arn, "The tasks provisioning capacity limit was exceeded."));
  return reply_of(std::move(tasks), std::move(failures));
}

}  // namespace

Task<ApiResult<Reply>> run_task(Call& call) {
  ENI_CO_TRY(RunInput input, read_run(call));
  ENI_CO_TRY(auto known, known_reply(call, input));
  if (known) co_return *std::move(known);
  auto adding = add_network(call, input.start.plan);
  ENI_CO_TRY(input.start.cluster, co_await std::move(adding));
  // While EC2 was asked, another call with this token may have started them.
  ENI_CO_TRY(auto rival, known_reply(call, input));
  if (rival) co_return *std::move(rival);
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(auto reply, place(call, input));
  transaction.commit();
  co_return reply;
}

}  // namespace eni::sandbox::ecs_service
