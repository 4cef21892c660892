#include <algorithm>

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
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

namespace eni::sandbox::ecs_service {

namespace {

/// Source: Amazon ECS service quotas, "Tasks per service".
constexpr long long kMaxTasks = 5'000;
constexpr std::size_t kLongestName = 255;

struct NewService {
  EcsCluster cluster;
  EcsService service;
  TaskPlan plan;
  EcsTags tags;
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

ApiResult<std::string> read_name(const Call& call) {
  ENI_TRY(auto name, required_member(call, "serviceName"));
  if (name.size() > kLongestName || !std::all_of(name.begin(), name.end(), is_name_character)) {
    return aws::invalid_parameter(
        "Service name must be between 1 and 255 characters of letters, numbers, underscores and hyphens.");
  }
  return name;
}

ApiResult<std::int64_t> read_desired_count(const Call& call, bool daemon) {
  const auto count = call.params.integer("desiredCount", 0, kMaxTasks);
  if (count.has_error()) return aws::invalid_parameter("desiredCount must be between 0 and 5000");
  if (daemon && *count) {
    return aws::invalid_parameter(
        "The daemon scheduling strategy does not support a desired count. Remove the desired count value and "
        "try "
        "again");
  }
  if (!daemon && !*count) return aws::invalid_parameter("desiredCount can not be blank.");
  return count->value_or(0);
}

ApiResult<json::object> read_document(const Call& call, bool daemon, const std::string& definition_arn) {
  json::object document{{"taskDefinition", definition_arn},
                        {"deploymentController", json::object{{"type", "ECS"}}},
                        {"enableExecuteCommand", flag(call, "enableExecuteCommand")},
                        {"createdBy", call.principal.identity_arn},
                        {"_request", request_digest(call)},
                        {"_steady", false}};
  ENI_TRY(auto configuration, read_deployment_configuration(call, daemon, nullptr));
  document["deploymentConfiguration"] = std::move(configuration);
  ENI_CHECK(read_service_placement(call, daemon, document));
  document["loadBalancers"] = array_at(call.params.all(), "loadBalancers");
  document["serviceRegistries"] = array_at(call.params.all(), "serviceRegistries");
  ENI_CHECK(read_grace_period(call, document));
  read_tag_members(call, document);
  return document;
}

ApiResult<NewService> read_new_service(const Call& call) {
  NewService made;
  ENI_TRY(made.cluster, find_cluster(call));
  ENI_CHECK(refuse_unknown_members(call));
  ENI_CHECK(check_launch_type(call));
  EcsService& service = made.service;
  service.daemon = call.params.text_or("schedulingStrategy", "REPLICA") == "DAEMON";
  service.cluster = made.cluster.number;
  service.created_at = now_millis(call.env);
  ENI_TRY(service.name, read_name(call));
  ENI_TRY(const auto text, required_member(call, "taskDefinition"));
  ENI_TRY(const auto definition, find_runnable(call, text));
  ENI_CHECK(may_pass_roles(call, definition, {}));
  ENI_TRY(service.desired_count, read_desired_count(call, service.daemon));
  ENI_TRY(service.document, read_document(call, service.daemon, definition.arn));
  ENI_TRY(auto strategy,
          read_service_strategy(call, made.cluster, service.daemon, call.params.text_or("launchType", "")));
  ENI_TRY(made.plan, plan_task(definition, {}, "service:" + service.name));
  made.plan.enables_execute_command = flag_at(service.document, "enableExecuteCommand");
  set_strategy(service.document, made.plan, std::move(strategy));
  ENI_CHECK(read_zone_rebalancing(call, service.daemon, &made.plan, service.document));
  ENI_TRY(made.tags, read_tags(call));
  ENI_CHECK(may_tag_on_create(call, made.tags, service_arn(made.cluster, service), "CreateService"));
  return made;
}

/// The service of that name if the request is the same as the one that made it; nothing if there is none.
ApiResult<std::optional<EcsService>> existing(const Call& call, const NewService& made) {
  auto service = call.store<EcsServiceRepository>().find(made.cluster.number, made.service.name);
  if (!service || service->status == EcsServiceStatus::kInactive) return std::optional<EcsService>{};
  if (service->status == EcsServiceStatus::kDraining)
    return aws::invalid_parameter("Unable to Start a service that is still Draining.");
  const std::string request = text_at(service->document, "_request");
  if (request != request_digest(call))
    return aws::invalid_parameter("Creation of service was not idempotent.");
  return service;
}

EcsService insert(const Call& call, NewService& made) {
  sqlite::Transaction transaction{call.env.store.database()};
  EcsService service = call.store<EcsServiceRepository>().insert(std::move(made.service));
  insert_deployment(call.env, service, made.plan);
  call.store<EcsTagRepository>().set_tags(service_arn(made.cluster, service), made.tags);
  EcsClusterCounts difference;
  difference.active_services = 1;
  call.store<EcsClusterRepository>().add_counts(made.cluster.number, difference);
  transaction.commit();
  return service;
}

Reply reply_of(const Call& call, const EcsCluster& cluster, const EcsService& service) {
  json::object value = service_value(call.env.store, cluster, service);
  value["tags"] = tags_value(call, service_arn(cluster, service));
  return Reply{json::object{{"service", std::move(value)}}};
}

}  // namespace

Task<ApiResult<Reply>> create_service(Call& call) {
  ENI_CO_TRY(NewService made, read_new_service(call));
  ENI_CO_TRY(const auto known, existing(call, made));
  if (known) co_return reply_of(call, made.cluster, *known);
  auto role = ensure_service_linked_role(call);
  co_await std::move(role);
  auto adding = add_network(call, made.plan);
  ENI_CO_TRY(made.cluster, co_await std::move(adding));
  made.service.cluster = made.cluster.number;
  auto adding_load_balancers =
      add_load_balancers(call, made.plan, array_at(made.service.document, "loadBalancers"));
  ENI_CO_CHECK(co_await std::move(adding_load_balancers));
  auto adding_registries =
      add_service_registries(call, made.plan, array_at(made.service.document, "serviceRegistries"));
  ENI_CO_CHECK(co_await std::move(adding_registries));
  auto asking =
      alarms_gone_off(call.env, made.cluster, object_at(made.service.document, "deploymentConfiguration"));
  const auto gone_off = co_await std::move(asking);
  made.service.document["_ignoredAlarms"] = json::array(gone_off.begin(), gone_off.end());
  if (made.plan.network) made.service.document["networkConfiguration"] = made.plan.network->wire();
  if (made.plan.network || made.plan.has_targets()) {
    made.service.document["roleArn"] =
        service_linked_principal(call.env.store, call.account(), call.region).identity_arn;
  }
  // While others were asked, another call may have made it.
  ENI_CO_TRY(const auto rival, existing(call, made));
  if (rival) co_return reply_of(call, made.cluster, *rival);
  const EcsService service = insert(call, made);
  engine_of(call.env).services().consider(service.number);
  co_return reply_of(call, made.cluster, service);
}

}  // namespace eni::sandbox::ecs_service
