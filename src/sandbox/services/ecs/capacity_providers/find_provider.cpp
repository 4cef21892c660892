#include "sandbox/services/ecs/capacity_providers/find_provider.h"

#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {

bool is_fargate(std::string_view name) { return name == "FARGATE" || name == "FARGATE_SPOT"; }

std::string provider_arn(const Call& call, std::string_view text) {
  if (text.starts_with("arn:")) return std::string(text);
  return call.arn("ecs", "capacity-provider/" + std::string(text));
}

ApiResult<std::optional<EcsCapacityProvider>> find_provider(const Call& call, std::string_view text) {
  ENI_TRY(const auto named, read_named(call, "capacity-provider", text));
  return call.store<EcsCapacityProviderRepository>().find(place_of(call), named.name);
}

ApiError provider_not_found() {
  return aws::invalid_parameter(
      "The specified capacity provider was not found. Specify a valid capacity provider and try again");
}

bool has_provider(const EcsCluster& cluster, std::string_view provider) {
  return contains(texts_at(cluster.document, "capacityProviders"), provider);
}

std::vector<EcsCluster> clusters_with(Store& store, const EcsCapacityProvider& provider) {
  auto clusters = store.get<EcsClusterRepository>().list({provider.account, provider.region}, "", -1);
  std::erase_if(clusters, [&provider](const EcsCluster& one) { return !has_provider(one, provider.name); });
  return clusters;
}

std::vector<EcsCapacityProvider> providers_of(Store& store, const EcsCluster& cluster) {
  std::vector<EcsCapacityProvider> providers;
  for (const std::string& name : texts_at(cluster.document, "capacityProviders")) {
    auto provider = store.get<EcsCapacityProviderRepository>().find({cluster.account, cluster.region}, name);
    if (provider) providers.push_back(*std::move(provider));
  }
  return providers;
}

}  // namespace eni::sandbox::ecs_service
