#include <set>

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/deployment_alarms.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/services/ecs/services/load_balancer_input.h"
#include "sandbox/services/ecs/services/operations.h"
#include "sandbox/services/ecs/services/service_deployments.h"
#include "sandbox/services/ecs/services/service_input.h"
#include "sandbox/services/ecs/services/service_registry_input.h"
#include "sandbox/services/ecs/services/service_value.h"
#include "sandbox/services/ecs/services/zone_rebalancing.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/tasks/start_input.h"
#include "sandbox/services/ecs/tasks/task_network.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr long long kMaxTasks = 5'000;

struct Change {
  EcsCluster cluster;
  EcsService service;            ///< as it will be
  std::optional<TaskPlan> plan;  ///< of a new deployment
};

ApiResult<void> read_desired_count(const Call& call, EcsService& service) {
  const auto count = call.params.integer("desiredCount", 0, kMaxTasks);
  if (count.has_error()) return aws::invalid_parameter("desiredCount must be between 0 and 5000");
  if (!*count) return {};
  if (service.daemon) {
    return aws::invalid_parameter(
        "The daemon scheduling strategy does not support a desired count. Remove the desired count value and "
        "try "
        "again");
  }
  service.desired_count = **count;
  return {};
}

std::set<std::string> ids_in(const json::object& network, std::string_view member) {
  const auto ids = texts_at(network, member);
  return {ids.begin(), ids.end()};
}

bool is_other_network(const Call& call, const json::object& before) {
  const json::object* given = call.params.object("networkConfiguration");
  if (given == nullptr) return false;
  const json::object& asked = object_at(*given, "awsvpcConfiguration");
  const json::object& now = object_at(object_at(before, "networkConfiguration"), "awsvpcConfiguration");
  return now.empty() || text_at(asked, "assignPublicIp") == "ENABLED" ||
         ids_in(asked, "subnets") != ids_in(now, "subnets") ||
         ids_in(asked, "securityGroups") != ids_in(now, "securityGroups");
}

bool is_other_list(const Call& call, const json::object& before, std::string_view member) {
  return call.params.has(member) && array_at(call.params.all(), member) != array_at(before, member);
}

/// Whether a deployment must follow: another task definition, network, load balancer or registry, or because the caller wants one.
/// @param before  the service's document
bool needs_deployment(const Call& call, const json::object& before, const std::string& definition_arn) {
  return flag(call, "forceNewDeployment") || text_at(before, "taskDefinition") != definition_arn ||
         is_other_list(call, before, "loadBalancers") || is_other_list(call, before, "serviceRegistries") ||
         is_other_network(call, before);
}

/// Another strategy needs a new deployment.
ApiResult<void> check_forced(const Call& call, const EcsService& service, const json::array& strategy) {
  const bool is_same = array_at(service.document, "capacityProviderStrategy") == strategy;
  if (is_same || flag(call, "forceNewDeployment")) return {};
  return aws::invalid_parameter(
      "When switching from launch type to capacity provider strategy on an existing service, or making a "
      "change "
      "to a capacity provider strategy on a service that is already using one, you must force a new "
      "deployment.");
}

/// Of the tasks of the PRIMARY deployment; null if there is none.
std::shared_ptr<const TaskPlan> current_plan(const Call& call, const EcsService& service) {
  const auto deployments = call.store<EcsServiceRepository>().deployments(service.number);
  if (deployments.empty()) return nullptr;
  return engine_of(call.env).indexes().plan(deployments.front().origin);
}

ApiResult<Change> read_change(const Call& call) {
  Change change;
  ENI_TRY(change.cluster, find_cluster(call));
  ENI_TRY(change.service, find_active_service(call, change.cluster));
  ENI_CHECK(refuse_unknown_members(call));
  if (!call.params.text_or("platformVersion", "").empty())
    return aws::invalid_parameter("The platform version must be null when specifying an EC2 launch type.");
  EcsService& service = change.service;
  ENI_CHECK(read_desired_count(call, service));
  const json::object before = service.document;
  ENI_TRY(auto configuration,
          read_deployment_configuration(call, service.daemon, &object_at(before, "deploymentConfiguration")));
  service.document["deploymentConfiguration"] = std::move(configuration);
  ENI_CHECK(read_service_placement(call, service.daemon, service.document));
  const auto plan = current_plan(call, service);
  ENI_CHECK(read_zone_rebalancing(call, service.daemon, plan.get(), service.document));
  read_tag_members(call, service.document);
  // Of tasks that are started from the next deployment on.
  if (call.params.has("enableExecuteCommand"))
    service.document["enableExecuteCommand"] = flag(call, "enableExecuteCommand");
  if (call.params.has("loadBalancers"))
    service.document["loadBalancers"] = array_at(call.params.all(), "loadBalancers");
  if (call.params.has("serviceRegistries"))
    service.document["serviceRegistries"] = array_at(call.params.all(), "serviceRegistries");
  ENI_CHECK(read_grace_period(call, service.document));
  ENI_TRY(auto strategy, changed_strategy(call, change.cluster, service.daemon, service.document));
  ENI_CHECK(check_forced(call, service, strategy));
  const std::string current = text_at(service.document, "taskDefinition");
  const auto asked = call.params.text("taskDefinition");
  if ((!asked || asked->empty()) && !needs_deployment(call, before, current)) return change;
  ENI_TRY(const auto definition, find_runnable(call, asked && !asked->empty() ? *asked : current));
  if (!needs_deployment(call, before, definition.arn)) return change;
  ENI_CHECK(may_pass_roles(call, definition, {}));
  ENI_TRY(change.plan, plan_task(definition, {}, "service:" + service.name));
  change.plan->enables_execute_command = flag_at(service.document, "enableExecuteCommand");
  set_strategy(service.document, *change.plan, std::move(strategy));
  service.document["taskDefinition"] = definition.arn;
  return change;
}

/// The network of the PRIMARY deployment, where the call names none.
std::optional<TaskNetwork> current_network(const Call& call, const EcsService& service) {
  const auto plan = current_plan(call, service);
  return plan ? plan->network : std::nullopt;
}

void set_network(Change& change, std::optional<TaskNetwork> network) {
  if (!change.plan) return;
  change.plan->network = std::move(network);
  json::object& document = change.service.document;
  document.erase("networkConfiguration");
  if (change.plan->network) document["networkConfiguration"] = change.plan->network->wire();
}

void store_change(const Call& call, Change& change) {
  sqlite::Transaction transaction{call.env.store.database()};
  EcsService& service = change.service;
  auto& services = call.store<EcsServiceRepository>();
  service.document["_steady"] = false;
  for (const std::string_view remembered : {"_unplaced", "_rebalancing", "_fullZone"})
    service.document.erase(remembered);
  services.update(service);
  if (change.plan) {
    insert_deployment(call.env, service, *change.plan);
  } else if (auto deployments = services.deployments(service.number); !deployments.empty()) {
    deployments.front().desired_count = service.desired_count;
    deployments.front().updated_at = now_millis(call.env);
    services.update(deployments.front());
  }
  transaction.commit();
}

}  // namespace

Task<ApiResult<Reply>> update_service(Call& call) {
  ENI_CO_TRY(Change change, read_change(call));
  if (change.plan) {
    std::optional<TaskNetwork> network = current_network(call, change.service);
    const json::object* given = call.params.object("networkConfiguration");
    if (given != nullptr || !network || change.plan->network_mode != "awsvpc") {
      auto reading = read_network(call, change.plan->network_mode, given);
      ENI_CO_TRY(network, co_await std::move(reading));
    }
    auto adding = add_load_balancers(call, *change.plan, array_at(change.service.document, "loadBalancers"));
    ENI_CO_CHECK(co_await std::move(adding));
    auto adding_registries =
        add_service_registries(call, *change.plan, array_at(change.service.document, "serviceRegistries"));
    ENI_CO_CHECK(co_await std::move(adding_registries));
    json::array load_balancers = std::move(change.plan->load_balancers);
    json::array registries = std::move(change.plan->service_registries);
    auto asking = alarms_gone_off(call.env, change.cluster,
                                  object_at(change.service.document, "deploymentConfiguration"));
    const auto gone_off = co_await std::move(asking);
    // While others were asked, other calls may have changed the service.
    ENI_CO_TRY(change, read_change(call));
    set_network(change, std::move(network));
    change.service.document["_ignoredAlarms"] = json::array(gone_off.begin(), gone_off.end());
    if (change.plan) {
      change.plan->load_balancers = std::move(load_balancers);
      change.plan->service_registries = std::move(registries);
    }
  }
  store_change(call, change);
  Engine& engine = engine_of(call.env);
  engine.services().start_afresh(change.service.number);
  engine.services().consider(change.service.number);
  json::object value = service_value(call.env.store, change.cluster, change.service);
  value["tags"] = tags_value(call, service_arn(change.cluster, change.service));
  co_return Reply{json::object{{"service", std::move(value)}}};
}

}  // namespace eni::sandbox::ecs_service
