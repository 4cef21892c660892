#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/placement_input.h"
#include "sandbox/services/ecs/tasks/start_input.h"
#include "sandbox/services/ecs/tasks/task_network.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxHosts = 10;

struct Started {
  json::array tasks;
  json::array failures;
};

/// Why the host does not take the task; "" if it does.
std::string_view refusal(PlacementIndexes& indexes, const EcsContainerInstance& host,
                         const placement::Request& request) {
  const auto id = indexes.host(host.cluster, host.number);
  if (!id) return "INACTIVE";
  const auto reason = indexes.index(host.cluster).why_not(request, *id);
  return reason ? placement::failure_reason(*reason) : std::string_view{};
}

void start_on(const Call& call, const StartInput& input, const EcsTaskOrigin& origin, const std::string& id,
              Started& started) {
  Engine& engine = engine_of(call.env);
  const std::string arn = arn_in_cluster(input.cluster, "container-instance", id);
  const auto host = call.store<EcsContainerInstanceRepository>().find(input.cluster.number, id);
  if (!host) {
    started.failures.push_back(failure(arn, "MISSING"));
    return;
  }
  const auto reason = refusal(engine.indexes(), *host, placement_request(input.plan, {}));
  if (!reason.empty()) {
    started.failures.push_back(failure(arn, reason));
    return;
  }
  const EcsTask task = engine.tasks().begin(origin, *host);
  call.store<EcsTagRepository>().set_tags(task_arn(input.cluster, task), input.tags);
  json::object value = task_value(call.env.store, engine.indexes(), input.cluster, task);
  value["tags"] = tags_value(input.tags);
  started.tasks.push_back(std::move(value));
}

ApiResult<std::vector<std::string>> read_hosts(const Call& call, const EcsCluster& cluster) {
  ENI_TRY(const auto texts, text_list(call, "containerInstances", kMaxHosts));
  if (texts.empty()) return aws::invalid_parameter("Container instances cannot be empty.");
  std::vector<std::string> ids;
  for (const std::string& text : texts) {
    ENI_TRY(auto id, read_name_in(call, cluster.name, "container-instance", text));
    ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace

Task<ApiResult<Reply>> start_task(Call& call) {
  ENI_CO_TRY(StartInput input, read_start(call));
  ENI_CO_TRY(const auto hosts, read_hosts(call, input.cluster));
  auto reading = read_network(call, input.plan.network_mode, call.params.object("networkConfiguration"));
  ENI_CO_TRY(input.plan.network, co_await std::move(reading));
  // While EC2 was asked, another call may have deleted the cluster.
  ENI_CO_CHECK(find_cluster(call));
  sqlite::Transaction transaction{call.env.store.database()};
  const EcsTaskOrigin origin = insert_origin(call, input.cluster, input.plan);
  Started started;
  for (const std::string& id : hosts) start_on(call, input, origin, id, started);
  call.store<EcsTaskRepository>().remove_origin(origin.number);
  transaction.commit();
  json::object reply{{"tasks", std::move(started.tasks)}, {"failures", std::move(started.failures)}};
  co_return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
