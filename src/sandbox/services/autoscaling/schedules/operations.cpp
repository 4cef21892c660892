/// Scheduled actions.
#include "sandbox/services/autoscaling/schedules/operations.h"

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/service.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::string_view kTimeZones = "in UTC; other time zones are refused by name";

constinit const Operation kRows[] = {
    {"BatchDeleteScheduledAction", group_access, batch_delete_scheduled_action,
     "AutoScalingGroupName ScheduledActionNames"},
    {"BatchPutScheduledUpdateGroupAction",
     group_access,
     batch_put_scheduled_update_group_action,
     "AutoScalingGroupName ScheduledUpdateGroupActions",
     {.differences = kTimeZones}},
    {"DeleteScheduledAction", group_access, delete_scheduled_action,
     "AutoScalingGroupName ScheduledActionName"},
    {"DescribeScheduledActions", any_resource, describe_scheduled_actions,
     "AutoScalingGroupName ScheduledActionNames StartTime EndTime NextToken MaxRecords"},
    {"PutScheduledUpdateGroupAction",
     changed_group_access,
     put_scheduled_update_group_action,
     "AutoScalingGroupName ScheduledActionName Time StartTime EndTime Recurrence MinSize MaxSize "
     "DesiredCapacity TimeZone",
     {.differences = kTimeZones}},
};

}  // namespace

constinit const std::span<const Operation> kScheduleOperations{kRows};

}  // namespace eni::sandbox::autoscaling_service
