/// Lifecycle hooks.
#include "sandbox/services/autoscaling/hooks/operations.h"

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constinit const Operation kRows[] = {
    {"DeleteLifecycleHook", group_access, delete_lifecycle_hook, "LifecycleHookName AutoScalingGroupName"},
    {"DescribeLifecycleHookTypes", any_resource, describe_lifecycle_hook_types},
    {"DescribeLifecycleHooks", any_resource, describe_lifecycle_hooks,
     "AutoScalingGroupName LifecycleHookNames"},
    {"PutLifecycleHook",
     group_access,
     put_lifecycle_hook,
     "LifecycleHookName AutoScalingGroupName LifecycleTransition RoleARN NotificationTargetARN "
     "NotificationMetadata HeartbeatTimeout DefaultResult",
     {.differences = "all hooks of a transition run side by side"}},
};

}  // namespace

constinit const std::span<const Operation> kHookOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
