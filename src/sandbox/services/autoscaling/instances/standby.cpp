/// EnterStandby, ExitStandby.
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/operations.h"

namespace eni::sandbox::autoscaling_service {
namespace {

ScalingActivity tell(const Call& call, const AutoScalingGroup& group, const AutoScalingInstance& instance,
                     const std::string& description, std::string_view what) {
  NewActivity activity;
  activity.description = description + ": " + instance.id;
  activity.cause = cause_sentence(call.now(), "instance " + instance.id + " was " + std::string(what));
  activity.zone = instance.zone;
  activity.subnet = text_at(instance.document, "SubnetId");
  return begin_activity(call.env, group, std::move(activity));
}

std::string from_to(std::string_view verb, std::int64_t from, std::int64_t to) {
  return from == to ? std::string{}
                    : ", " + std::string(verb) + " the capacity from " + std::to_string(from) + " to " +
                          std::to_string(to);
}

/// The reply shows the activity as it goes on; it has ended when it is looked at again.
json::value shown(const Call& call, const AutoScalingGroup& group, ScalingActivity activity,
                  std::string_view status, std::int64_t progress) {
  end_activity(call.env, activity.id, {});
  activity.status = status;
  activity.progress = progress;
  return activity_value(activity, group);
}

}  // namespace

ApiResult<Reply> enter_standby(Call& call) {
  const json::object input = typed_input(call, "EnterStandby");
  ENI_TRY(auto group, changeable_group(call));
  const bool decrement = flag_at(input, "ShouldDecrementDesiredCapacity");
  std::int64_t desired = integer_at(group.document, "DesiredCapacity");
  json::array activities;
  for (const std::string& id : texts_at(input, "InstanceIds")) {
    ENI_TRY(auto instance, find_instance(call, &group, id));
    if (instance.state != LifecycleState::kInService)
      return aws::validation_error("The instance " + id + " is not in InService.");
    const std::int64_t after = decrement ? desired - 1 : desired;
    if (decrement && after < integer_at(group.document, "MinSize"))
      return sizes_error(group, desired, "To place into standby 1 instance");
    instance.state = LifecycleState::kStandby;
    instance.document.erase("InServiceSince");
    instances_of(call).update(instance);
    ScalingActivity activity =
        tell(call, group, instance, "Moving EC2 instance to Standby",
             "moved to standby in response to a user request" + from_to("shrinking", desired, after));
    activities.push_back(shown(call, group, std::move(activity), "InProgress", 50));
    desired = after;
  }
  group.document["DesiredCapacity"] = desired;
  balance_zones(group);
  groups_of(call).update(group);
  engine_of(call.env).consider(group.number);
  return page_reply("Activities", std::move(activities), {});
}

ApiResult<Reply> exit_standby(Call& call) {
  const json::object input = typed_input(call, "ExitStandby");
  ENI_TRY(auto group, changeable_group(call));
  std::int64_t desired = integer_at(group.document, "DesiredCapacity");
  json::array activities;
  for (const std::string& id : texts_at(input, "InstanceIds")) {
    ENI_TRY(auto instance, find_instance(call, &group, id));
    if (instance.state != LifecycleState::kStandby)
      return aws::validation_error("The instance " + id + " is not in Standby.");
    const std::int64_t after = desired + 1;
    if (after > integer_at(group.document, "MaxSize"))
      return sizes_error(group, desired, "To move 1 instance out of standby");
    instance.state = LifecycleState::kInService;
    instance.document["InServiceSince"] = millis(call.now());
    instances_of(call).update(instance);
    ScalingActivity activity =
        tell(call, group, instance, "Moving EC2 instance out of Standby",
             "moved out of standby in response to a user request" + from_to("increasing", desired, after));
    activities.push_back(shown(call, group, std::move(activity), "PreInService", 30));
    desired = after;
    engine_of(call.env).observe(group.number, id);  // its health was not looked at
  }
  group.document["DesiredCapacity"] = desired;
  leave_zones(group);
  groups_of(call).update(group);
  engine_of(call.env).consider(group.number);
  return page_reply("Activities", std::move(activities), {});
}

}  // namespace eni::sandbox::autoscaling_service
