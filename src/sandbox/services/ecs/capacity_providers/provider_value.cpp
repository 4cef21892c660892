#include "sandbox/services/ecs/capacity_providers/provider_value.h"

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

json::object provider_value(const Call& call, const EcsCapacityProvider& provider, ProviderTags tags) {
  json::object value = provider.document;
  value["capacityProviderArn"] = provider.arn;
  value["name"] = provider.name;
  value["status"] = "ACTIVE";
  value["type"] = "EC2_AUTOSCALING";
  value["tags"] = tags == ProviderTags::kShown ? tags_value(call, provider.arn) : json::array();
  return value;
}

json::object fargate_value(const Call& call, std::string_view name) {
  return {{"capacityProviderArn", provider_arn(call, name)},
          {"name", name},
          {"status", "ACTIVE"},
          {"type", name},
          {"tags", json::array()}};
}

}  // namespace eni::sandbox::ecs_service
