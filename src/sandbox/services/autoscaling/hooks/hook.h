#pragma once
/// Lifecycle hooks as the store holds them: parts of a group, their settings by their names on the wire.
#include <chrono>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

inline constexpr std::chrono::seconds kDefaultHeartbeat = std::chrono::hours{1};

/// However many heartbeats: 48 hours or a hundred times the timeout, whichever is less.
std::chrono::seconds global_timeout(std::chrono::seconds heartbeat);

/// Reads what PutLifecycleHook and LifecycleHookSpecificationList say, over what the hook is already.
/// @error  ValidationError: a timeout out of range, a transition or a result that there is not, a new hook without a transition
ApiResult<AutoScalingPart> read_hook(const AutoScalingGroup& group, const json::object& input,
                                     const AutoScalingPart* before);

/// As DescribeLifecycleHooks shows it.
json::object hook_value(const AutoScalingPart& hook, const AutoScalingGroup& group);

/// Says that an instance waits: to EventBridge, or to the hook's own target.
void tell_of_action(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& hook,
                    std::string_view instance_id, std::string_view token);
/// What a hook's own target is told before the hook is made.
/// @error  ValidationError in AWS's words if it cannot be told
Task<ApiResult<void>> test_target(Environment& env, AutoScalingGroup group, AutoScalingPart hook);

}  // namespace eni::sandbox::autoscaling_service
