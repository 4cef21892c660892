/// DescribeAccountLimits, and the lists of words that the service knows.
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

json::array list_of(std::initializer_list<std::string_view> words) {
  json::array list;
  for (const std::string_view word : words) list.emplace_back(word);
  return list;
}

}  // namespace

ApiResult<Reply> describe_account_limits(Call& call) {
  return Reply{json::object{
      {"MaxNumberOfAutoScalingGroups", 500},
      {"MaxNumberOfLaunchConfigurations", 200},
      {"NumberOfAutoScalingGroups", groups_of(call).count(place_of(call))},
      {"NumberOfLaunchConfigurations", groups_of(call).launch_configurations(place_of(call)).size()}}};
}

ApiResult<Reply> describe_termination_policy_types(Call& call) {
  static_cast<void>(call);
  return page_reply("TerminationPolicyTypes",
                    list_of({"AllocationStrategy", "ClosestToNextInstanceHour", "Default", "NewestInstance",
                             "OldestInstance", "OldestLaunchConfiguration", "OldestLaunchTemplate"}),
                    {});
}

ApiResult<Reply> describe_auto_scaling_notification_types(Call& call) {
  static_cast<void>(call);
  return page_reply("AutoScalingNotificationTypes",
                    list_of({"autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
                             "autoscaling:EC2_INSTANCE_TERMINATE", "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
                             "autoscaling:TEST_NOTIFICATION"}),
                    {});
}

ApiResult<Reply> describe_notification_configurations(Call& call) {
  static_cast<void>(call);
  return page_reply("NotificationConfigurations", {}, {});
}

}  // namespace eni::sandbox::autoscaling_service
