/// PutClusterCapacityProviders: the whole list is replaced, and what is left out must not be in use.
#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/strategy_input.h"
#include "sandbox/services/ecs/clusters/cluster_value.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/clusters/operations.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

ApiResult<void> require_list(const Call& call, std::string_view name) {
  if (!call.params.has(name)) return aws::invalid_parameter(std::string(name) + " can not be blank.");
  return {};
}

bool is_in_strategy(const json::array& strategy, std::string_view provider) {
  for (const json::value& item : strategy)
    if (text_at(item, "capacityProvider") == provider) return true;
  return false;
}

bool is_in_use(const Call& call, const EcsCluster& cluster, std::string_view provider) {
  auto& services = call.store<EcsServiceRepository>();
  for (const EcsServiceNumber number : services.living(cluster.number)) {
    const auto service = services.find(number);
    if (service && is_in_strategy(array_at(service->document, "capacityProviderStrategy"), provider))
      return true;
  }
  return call.store<EcsTaskRepository>().has_tasks_of_provider(cluster.number, provider);
}

ApiResult<void> check_removed(const Call& call, const EcsCluster& cluster,
                              const std::vector<std::string>& names) {
  for (const std::string& provider : texts_at(cluster.document, "capacityProviders")) {
    if (contains(names, provider) || !is_in_use(call, cluster, provider)) continue;
    return ApiError{"ResourceInUseException",
                    "The specified capacity provider is in use and cannot be removed."};
  }
  return {};
}

}  // namespace

ApiResult<Reply> put_cluster_capacity_providers(Call& call) {
  ENI_CHECK(required_member(call, "cluster"));
  ENI_CHECK(require_list(call, "capacityProviders"));
  ENI_CHECK(require_list(call, "defaultCapacityProviderStrategy"));
  ENI_TRY(auto cluster, find_cluster(call));
  ENI_TRY(auto providers, read_providers(call));
  ENI_TRY(auto strategy, read_strategy(call, "defaultCapacityProviderStrategy"));
  const json::object members{{"names", providers}};
  const auto names = texts_at(members, "names");
  ENI_CHECK(check_associated(strategy, names));
  // [unverified] wording
  if (is_busy(call.env.store, cluster)) {
    return ApiError{
        "UpdateInProgressException",
        "The specified cluster is in a busy state. Cluster attachments must be in UPDATE_COMPLETE "
        "or UPDATE_FAILED state before they can be updated. Wait and try again."};
  }
  ENI_CHECK(check_removed(call, cluster, names));
  ENI_CHECK(check_sole_owner(call, cluster.name, names));
  end_provisioning(cluster);
  cluster.document["capacityProviders"] = std::move(providers);
  cluster.document["defaultCapacityProviderStrategy"] = std::move(strategy);
  call.store<EcsClusterRepository>().update(cluster);
  settle_attachments(call.env, cluster);
  engine_of(call.env).providers_changed(cluster);
  engine_of(call.env).attachments().take_up_due();
  const ClusterFields fields{
      .configurations = true, .settings = true, .statistics = false, .tags = true, .attachments = true};
  return Reply{json::object{{"cluster", cluster_value(call, cluster, fields)}}};
}

}  // namespace eni::sandbox::ecs_service
