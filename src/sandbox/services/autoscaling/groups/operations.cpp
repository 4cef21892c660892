/// Groups.
#include "sandbox/services/autoscaling/groups/operations.h"

#include "base/joined_text.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// What groups are made and changed with.
constexpr std::string_view kSettings =
    " AutoScalingGroupName LaunchConfigurationName LaunchTemplate MinSize MaxSize DesiredCapacity "
    "DefaultCooldown"
    " MixedInstancesPolicy{LaunchTemplate{LaunchTemplateSpecification"
    "   Overrides{InstanceType LaunchTemplateSpecification InstanceRequirements{VCpuCount MemoryMiB"
    "     MemoryGiBPerVCpu CpuManufacturers InstanceGenerations AllowedInstanceTypes ExcludedInstanceTypes"
    "     BareMetal BurstablePerformance NetworkInterfaceCount AcceleratorCount}}} InstancesDistribution}"
    " AvailabilityZones HealthCheckType HealthCheckGracePeriod VPCZoneIdentifier TerminationPolicies"
    " NewInstancesProtectedFromScaleIn ServiceLinkedRoleARN MaxInstanceLifetime DefaultInstanceWarmup "
    "DeletionProtection AvailabilityZoneDistribution ";
constexpr std::string_view kOfNew = " TargetGroupARNs LifecycleHookSpecificationList Tags ";

constexpr std::string_view kDifferences =
    "Spot Instances are labelled so and never interrupted; the first instance type of a mixed-instances "
    "policy "
    "is taken as long as it can be launched, of instance requirements the smallest that fulfils them; "
    "requirements of "
    "instance storage, bandwidths, accelerators and prices, weights, warm pools, InstanceId, Classic "
    "Load Balancers, placement groups, balanced-only distribution, maintenance policies, capacity "
    "reservations and Lambda functions as "
    "termination policies are refused by name; an ELB health check is not made";

constexpr std::string_view kNone = "there are none here";

constinit const Operation kRows[] = {
    {"AttachLoadBalancerTargetGroups", changed_group_access, attach_load_balancer_target_groups,
     "AutoScalingGroupName TargetGroupARNs"},
    {"CreateAutoScalingGroup",
     changed_group_access,
     create_auto_scaling_group,
     JoinedText<kSettings, kOfNew>::value,
     {.ignores = "CapacityRebalance", .differences = kDifferences}},
    {"CreateOrUpdateTags", tagged_groups_access, create_or_update_tags, "Tags"},
    {"DeleteAutoScalingGroup", deleted_group_access, delete_auto_scaling_group,
     "AutoScalingGroupName ForceDelete"},
    {"DeleteTags", tagged_groups_access, delete_tags, "Tags"},
    {"DescribeAccountLimits", any_resource, describe_account_limits, {}, {.differences = "AWS's defaults"}},
    {"DescribeAutoScalingGroups", any_resource, describe_auto_scaling_groups,
     "AutoScalingGroupNames IncludeInstances NextToken MaxRecords Filters"},
    {"DescribeAutoScalingNotificationTypes", any_resource, describe_auto_scaling_notification_types},
    {"DescribeLoadBalancerTargetGroups",
     any_resource,
     describe_load_balancer_target_groups,
     "AutoScalingGroupName NextToken MaxRecords",
     {.differences = "InService as soon as the instances are registered"}},
    {"DescribeLoadBalancers",
     any_resource,
     describe_load_balancers,
     "AutoScalingGroupName NextToken MaxRecords",
     {.differences = kNone}},
    {"DescribeMetricCollectionTypes", any_resource, describe_metric_collection_types},
    {"DescribeNotificationConfigurations",
     any_resource,
     describe_notification_configurations,
     "AutoScalingGroupNames NextToken MaxRecords",
     {.differences = kNone}},
    {"DescribeScalingProcessTypes", any_resource, describe_scaling_process_types},
    {"DescribeTags", any_resource, describe_tags, "Filters NextToken MaxRecords"},
    {"DescribeTerminationPolicyTypes", any_resource, describe_termination_policy_types},
    {"DescribeTrafficSources", any_resource, describe_traffic_sources,
     "AutoScalingGroupName TrafficSourceType NextToken MaxRecords"},
    {"DescribeWarmPool",
     any_resource,
     describe_warm_pool,
     "AutoScalingGroupName MaxRecords NextToken",
     {.differences = kNone}},
    {"DetachLoadBalancerTargetGroups", changed_group_access, detach_load_balancer_target_groups,
     "AutoScalingGroupName TargetGroupARNs"},
    {"DisableMetricsCollection", group_access, disable_metrics_collection, "AutoScalingGroupName Metrics"},
    {"EnableMetricsCollection", group_access, enable_metrics_collection,
     "AutoScalingGroupName Metrics Granularity"},
    {"ResumeProcesses", group_access, resume_processes, "AutoScalingGroupName ScalingProcesses"},
    {"SetDesiredCapacity", group_access, set_desired_capacity,
     "AutoScalingGroupName DesiredCapacity HonorCooldown"},
    {"SuspendProcesses", group_access, suspend_processes, "AutoScalingGroupName ScalingProcesses"},
    {"UpdateAutoScalingGroup",
     changed_group_access,
     update_auto_scaling_group,
     kSettings,
     {.ignores = "CapacityRebalance", .differences = kDifferences}},
};

}  // namespace

constinit const std::span<const Operation> kGroupOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
