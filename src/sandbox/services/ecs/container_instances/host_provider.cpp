#include "sandbox/services/ecs/container_instances/host_provider.h"

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kGroup = "ecs:auto-scaling-group";
constexpr std::string_view kManaged = "ecs:managed";

std::string value_of(const EcsAttributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string{} : found->second.value_or("");
}

std::string provider_for(Store& store, const EcsCluster& cluster, const EcsAttributes& attributes) {
  const std::string group = value_of(attributes, kGroup);
  if (group.empty()) return {};
  const auto provider =
      store.get<EcsCapacityProviderRepository>().of_group({cluster.account, cluster.region}, group);
  if (!provider || !has_provider(cluster, provider->name)) return {};
  const bool is_managed = attributes.contains(kManaged);
  return has_managed_scaling(*provider) && !is_managed ? std::string{} : provider->name;
}

}  // namespace

bool is_hidden_attribute(std::string_view name) { return name.find(':') != std::string_view::npos; }

std::string provider_of(const EcsContainerInstance& instance) {
  return value_of(instance.attributes, kProviderAttribute);
}

void note_group(EcsAttributes& attributes, const Ec2View& view) {
  if (view.auto_scaling_group.empty()) return;
  attributes[std::string(kGroup)] = view.auto_scaling_group;
  if (view.is_ecs_managed) attributes[std::string(kManaged)] = std::nullopt;
}

bool note_provider(Store& store, const EcsCluster& cluster, EcsAttributes& attributes) {
  const std::string before = value_of(attributes, kProviderAttribute);
  const std::string provider = provider_for(store, cluster, attributes);
  if (provider == before) return false;
  attributes.erase(std::string(kProviderAttribute));
  if (!provider.empty()) attributes[std::string(kProviderAttribute)] = provider;
  return true;
}

}  // namespace eni::sandbox::ecs_service
