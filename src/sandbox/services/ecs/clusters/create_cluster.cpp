#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/capacity_providers/strategy_input.h"
#include "sandbox/services/ecs/clusters/cluster_input.h"
#include "sandbox/services/ecs/clusters/cluster_value.h"
#include "sandbox/services/ecs/clusters/operations.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/settings/account_settings.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

struct Request {
  std::string name;
  json::object members;
  EcsTags tags;
};

ApiResult<Request> read_request(const Call& call) {
  Request request;
  ENI_TRY(request.name, read_cluster_name(call));
  ENI_TRY(request.members, read_cluster_members(call));
  ENI_TRY(request.tags, read_tags(call));
  ENI_CHECK(
      may_tag_on_create(call, request.tags, call.arn("ecs", "cluster/" + request.name), "CreateCluster"));
  return request;
}

/// Container Insights follow the account setting where the call does not say.
json::object document_of(const Call& call, const json::object& members) {
  json::object document{
      {"settings", json::array{json::object{{"name", "containerInsights"},
                                            {"value", own_effective_value(call, "containerInsights")}}}},
      {"capacityProviders", json::array{}},
      {"defaultCapacityProviderStrategy", json::array{}}};
  for (const auto& member : members) {
    const bool empty = member.value().is_array() && member.value().get_array().empty();
    if (!empty) document[member.key()] = member.value();
  }
  return document;
}

/// Creating a cluster that is there answers with it, unless the call asks for another one.
ApiResult<EcsCluster> same_cluster(const EcsCluster& cluster, const json::object& members) {
  for (const auto& member : members) {
    const json::value* current = find(cluster.document, member.key());
    if (!current || *current != member.value())
      return aws::invalid_parameter("Arguments on this idempotent resource are inconsistent.");
  }
  return cluster;
}

ApiResult<EcsCluster> create(const Call& call, const Request& request) {
  auto& clusters = call.store<EcsClusterRepository>();
  auto existing = clusters.find(place_of(call), request.name);
  if (existing && existing->status == EcsClusterStatus::kActive)
    return same_cluster(*existing, request.members);
  const auto providers = texts_at(request.members, "capacityProviders");
  ENI_CHECK(check_associated(array_at(request.members, "defaultCapacityProviderStrategy"), providers));
  ENI_CHECK(check_sole_owner(call, request.name, providers));
  EcsCluster cluster = existing.value_or(EcsCluster{});
  cluster.status = EcsClusterStatus::kActive;
  cluster.document = document_of(call, request.members);
  if (!providers.empty()) begin_provisioning(cluster);
  if (existing) {
    clusters.update(cluster);
  } else {
    cluster.account = call.account().value;
    cluster.region = call.region.value;
    cluster.name = request.name;
    cluster.arn = call.arn("ecs", "cluster/" + request.name);
    cluster = clusters.insert(std::move(cluster));
  }
  call.store<EcsTagRepository>().set_tags(cluster.arn, request.tags);
  return cluster;
}

}  // namespace

Task<ApiResult<Reply>> create_cluster(Call& call) {
  ENI_CO_TRY(const auto request, read_request(call));
  co_await ensure_service_linked_role(call);
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(const auto cluster, create(call, request));
  settle_attachments(call.env, cluster);
  transaction.commit();
  engine_of(call.env).attachments().take_up_due();
  const bool has_providers = !array_at(cluster.document, "capacityProviders").empty();
  const ClusterFields fields{.configurations = true,
                             .settings = true,
                             .statistics = false,
                             .tags = true,
                             .attachments = has_providers};
  co_return Reply{json::object{{"cluster", cluster_value(call, cluster, fields)}}};
}

}  // namespace eni::sandbox::ecs_service
