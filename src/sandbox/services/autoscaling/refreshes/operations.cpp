/// Instance refreshes.
#include "sandbox/services/autoscaling/refreshes/operations.h"

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constinit const Operation kRows[] = {
    {"CancelInstanceRefresh",
     group_access,
     cancel_instance_refresh,
     "AutoScalingGroupName",
     {.ignores = "WaitForTransitioningInstances",
      .differences = "cancelled at once; replacements under way come to their end"}},
    {"DescribeInstanceRefreshes", any_resource, describe_instance_refreshes,
     "AutoScalingGroupName InstanceRefreshIds NextToken MaxRecords"},
    {"RollbackInstanceRefresh", group_access, rollback_instance_refresh, "AutoScalingGroupName"},
    {"StartInstanceRefresh",
     group_access,
     start_instance_refresh,
     "AutoScalingGroupName Strategy DesiredConfiguration{LaunchTemplate "
     "MixedInstancesPolicy{LaunchTemplate{LaunchTemplateSpecification Overrides{InstanceType "
     "LaunchTemplateSpecification}} InstancesDistribution}} "
     "Preferences{MinHealthyPercentage MaxHealthyPercentage InstanceWarmup CheckpointPercentages "
     "CheckpointDelay SkipMatching AutoRollback ScaleInProtectedInstances StandbyInstances BakeTime}",
     {.differences = "alarms that stop a refresh, and the replacement of root volumes, are refused by name; "
                     "versions are compared as they were at the start"}},
};

}  // namespace

constinit const std::span<const Operation> kRefreshOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
