#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/operations.h"
#include "sandbox/services/ecs/tasks/placement_input.h"
#include "sandbox/services/ecs/tasks/start_input.h"
#include "sandbox/services/ecs/tasks/start_tasks.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxHosts = 10;

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

Reply start(const Call& call, const StartInput& input, const std::vector<std::string>& hosts) {
  Engine& engine = engine_of(call.env);
  TaskStarter starter{call.env, engine.indexes(), engine.tasks(), input.cluster};
  starter.origin = insert_origin(call.env.store, input.cluster.number, input.plan);
  starter.request = placement_request(input.plan, {});
  starter.tags = input.tags;
  json::array tasks;
  json::array failures;
  for (const std::string& id : hosts) {
    const auto host = call.store<EcsContainerInstanceRepository>().find(input.cluster.number, id);
    const std::string_view reason = host ? starter.why_not(*host) : "MISSING";
    if (reason.empty()) {
      tasks.push_back(started_value(call, input, starter.start_on(*host)));
    } else {
      failures.push_back(failure(arn_in_cluster(input.cluster, "container-instance", id), reason));
    }
  }
  call.store<EcsTaskRepository>().remove_origin(starter.origin);
  return json::object{{"tasks", std::move(tasks)}, {"failures", std::move(failures)}};
}

}  // namespace

Task<ApiResult<Reply>> start_task(Call& call) {
  ENI_CO_TRY(StartInput input, read_start(call, StartedBy::kStartTask));
  ENI_CO_TRY(const auto hosts, read_hosts(call, input.cluster));
  auto adding = add_network(call, input.plan);
  ENI_CO_TRY(input.cluster, co_await std::move(adding));
  sqlite::Transaction transaction{call.env.store.database()};
  Reply reply = start(call, input, hosts);
  transaction.commit();
  co_return reply;
}

}  // namespace eni::sandbox::ecs_service
