/// Scaling activities.
#include "sandbox/services/autoscaling/activities/operations.h"

#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constinit const Operation kRows[] = {
    {"DescribeScalingActivities",
     any_resource,
     describe_scaling_activities,
     "ActivityIds AutoScalingGroupName IncludeDeletedGroups MaxRecords NextToken",
     {.differences = "activities of deleted groups stay for as long as the state does"}},
};

}  // namespace

constinit const std::span<const Operation> kActivityOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
