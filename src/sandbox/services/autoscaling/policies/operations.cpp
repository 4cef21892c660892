/// Scaling policies.
#include "sandbox/services/autoscaling/policies/operations.h"

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constinit const Operation kRows[] = {
    {"DeletePolicy", group_access, delete_policy, "AutoScalingGroupName PolicyName"},
    {"DescribeAdjustmentTypes", any_resource, describe_adjustment_types},
    {"DescribePolicies", any_resource, describe_policies,
     "AutoScalingGroupName PolicyNames PolicyTypes NextToken MaxRecords"},
    {"ExecutePolicy", group_access, execute_policy,
     "AutoScalingGroupName PolicyName HonorCooldown MetricValue BreachThreshold"},
    {"PutScalingPolicy",
     group_access,
     put_scaling_policy,
     "AutoScalingGroupName PolicyName PolicyType AdjustmentType MinAdjustmentStep MinAdjustmentMagnitude "
     "ScalingAdjustment Cooldown MetricAggregationType StepAdjustments EstimatedInstanceWarmup "
     "TargetTrackingConfiguration Enabled",
     {.differences = "predictive scaling is refused by name"}},
};

}  // namespace

constinit const std::span<const Operation> kPolicyOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
