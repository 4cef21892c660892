#pragma once
/// A capacity provider as replies show it.
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"

namespace eni::sandbox::ecs_service {

enum class ProviderTags { kHidden, kShown };

json::object provider_value(const Call& call, const EcsCapacityProvider& provider, ProviderTags tags);
/// @param name  FARGATE or FARGATE_SPOT
json::object fargate_value(const Call& call, std::string_view name);

}  // namespace eni::sandbox::ecs_service
