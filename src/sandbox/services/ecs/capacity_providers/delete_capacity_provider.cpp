#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/operations.h"
#include "sandbox/services/ecs/capacity_providers/provider_value.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

/// One that a cluster has stays, and the reply is no error: it says DELETE_FAILED.
ApiResult<Reply> delete_capacity_provider(Call& call) {
  ENI_TRY(const auto text, required_member(call, "capacityProvider"));
  ENI_TRY(const auto named, read_named(call, "capacity-provider", text));
  if (is_fargate(named.name)) {
    return aws::invalid_parameter(
        "The specified capacity provider is reserved and cannot be deleted.");  // [unverified] wording
  }
  ENI_TRY(auto provider, find_provider(call, text));
  if (!provider) return provider_not_found();
  auto& providers = call.store<EcsCapacityProviderRepository>();
  json::object value = provider_value(call, *provider, ProviderTags::kShown);
  const auto clusters = clusters_with(call.env.store, *provider);
  if (clusters.empty()) {
    providers.remove(provider->number);
    call.store<EcsTagRepository>().remove_tags(provider->arn);
    value["status"] = "INACTIVE";
    value["updateStatus"] = "DELETE_COMPLETE";
    value.erase("updateStatusReason");
  } else {
    provider->document["updateStatus"] = "DELETE_FAILED";
    provider->document["updateStatusReason"] =
        "The capacity provider cannot be deleted because it is associated with cluster: " +
        clusters.front().name + ". Remove the capacity provider from the cluster and try again.";
    providers.update(*provider);
    value = provider_value(call, *provider, ProviderTags::kShown);
  }
  return Reply{json::object{{"capacityProvider", std::move(value)}}};
}

}  // namespace eni::sandbox::ecs_service
