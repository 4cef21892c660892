#pragma once
/// The settings of a group as calls give them: read over what they are, defaults filled in, checked.
/// Source: Amazon EC2 Auto Scaling API Reference, CreateAutoScalingGroup, UpdateAutoScalingGroup.
#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// The default of a group's cooldown.
inline constexpr std::int64_t kDefaultCooldown = 300;

/// Settings of a new group. @error  ValidationError
ApiResult<json::object> new_settings(const json::object& input);
/// Settings with what the call changes. @error  ValidationError
ApiResult<json::object> changed_settings(const json::object& settings, const json::object& input);

/// Whether a capacity lies between the sizes. @error  ValidationError: "Desired capacity:2 must be between …"
ApiResult<void> check_capacity(const json::object& settings);

}  // namespace eni::sandbox::autoscaling_service
