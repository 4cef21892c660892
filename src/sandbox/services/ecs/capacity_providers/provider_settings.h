#pragma once
/// autoScalingGroupProvider: what calls give of it, and what it says.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/capacity_providers/group_view.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"

namespace eni::sandbox::ecs_service {

/// Of a provider's document.
struct ManagedScaling {
  bool is_enabled = false;
  std::int64_t target_capacity = 100;
  std::int64_t min_step = 1;
  std::int64_t max_step = 10'000;
  std::int64_t warm_up = 300;  ///< seconds
};

const json::object& settings_of(const EcsCapacityProvider& provider);
/// Of the group that it was made of: another one may have the group's name meanwhile.
std::string group_arn_of(const EcsCapacityProvider& provider);
ManagedScaling managed_scaling_of(const EcsCapacityProvider& provider);
bool has_managed_scaling(const EcsCapacityProvider& provider);
bool has_termination_protection(const EcsCapacityProvider& provider);
bool has_managed_draining(const EcsCapacityProvider& provider);

/// The settings that the call's autoScalingGroupProvider gives, on top of those that are there.
/// @param before  of a provider that is updated; null for a new one
/// @return  managedScaling, managedTerminationProtection, managedDraining
/// @error   ClientException for a number out of its range
ApiResult<json::object> read_settings(const Call& call, const json::object* before);

/// Termination protection needs managed scaling, and a group whose instances are protected.
/// @error  ClientException "The managed termination protection setting for the capacity provider is invalid. …"
ApiResult<void> check_protection(const json::object& settings, const GroupView& group);

}  // namespace eni::sandbox::ecs_service
