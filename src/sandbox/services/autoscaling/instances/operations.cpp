/// Instances of groups.
#include "sandbox/services/autoscaling/instances/operations.h"

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constinit const Operation kRows[] = {
    {"AttachInstances", group_access, attach_instances, "AutoScalingGroupName InstanceIds"},
    {"CompleteLifecycleAction", group_access, complete_lifecycle_action,
     "LifecycleHookName AutoScalingGroupName LifecycleActionToken LifecycleActionResult InstanceId"},
    {"DescribeAutoScalingInstances", any_resource, describe_auto_scaling_instances,
     "InstanceIds MaxRecords NextToken"},
    {"DetachInstances", group_access, detach_instances,
     "AutoScalingGroupName InstanceIds ShouldDecrementDesiredCapacity"},
    {"EnterStandby",
     group_access,
     enter_standby,
     "AutoScalingGroupName InstanceIds ShouldDecrementDesiredCapacity",
     {.differences = "done at once: nothing is seen to be entering"}},
    {"ExitStandby", group_access, exit_standby, "AutoScalingGroupName InstanceIds"},
    {"RecordLifecycleActionHeartbeat", group_access, record_lifecycle_action_heartbeat,
     "LifecycleHookName AutoScalingGroupName LifecycleActionToken InstanceId"},
    {"SetInstanceHealth", instance_access, set_instance_health,
     "InstanceId HealthStatus ShouldRespectGracePeriod"},
    {"SetInstanceProtection", group_access, set_instance_protection,
     "AutoScalingGroupName InstanceIds ProtectedFromScaleIn"},
    {"TerminateInstanceInAutoScalingGroup", instance_access, terminate_instance_in_auto_scaling_group,
     "InstanceId ShouldDecrementDesiredCapacity"},
};

}  // namespace

constinit const std::span<const Operation> kInstanceOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
