/// SetInstanceHealth, SetInstanceProtection, TerminateInstanceInAutoScalingGroup.
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/operations.h"
#include "sandbox/services/autoscaling/instances/transitions.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxProtected = 50;

/// The group of the instance in InstanceId.
ApiResult<AutoScalingGroup> group_of(const Call& call, const AutoScalingInstance& instance) {
  auto group = groups_of(call).find(instance.group);
  if (!group) return aws::validation_error("AutoScalingGroup name not found - null");
  return *std::move(group);
}

bool is_in_grace_period(const Call& call, const AutoScalingGroup& group,
                        const AutoScalingInstance& instance) {
  if (instance.state != LifecycleState::kInService) return true;
  const std::chrono::seconds grace{integer_at(group.document, "HealthCheckGracePeriod")};
  return time_in_service(instance, call.now()) < grace;
}

ApiResult<void> check_can_shrink(const AutoScalingGroup& group) {
  const std::int64_t min = integer_at(group.document, "MinSize");
  if (integer_at(group.document, "DesiredCapacity") > min) return {};
  return aws::validation_error(
      "Currently, desiredSize equals minSize (" + std::to_string(min) +
      "). Terminating instance without replacement will violate group's min size constraint. Either set "
      "shouldDecrementDesiredCapacity flag to false or lower group's min size.");
}

}  // namespace

ApiResult<Reply> set_instance_health(Call& call) {
  const json::object input = typed_input(call, "SetInstanceHealth");
  ENI_TRY(auto instance, find_instance(call, nullptr, text_at(input, "InstanceId")));
  ENI_TRY(const auto group, group_of(call, instance));
  const std::string status = text_at(input, "HealthStatus");
  if (status != "Healthy" && status != "Unhealthy")
    return aws::validation_error("Valid instance health states are: [Healthy, Unhealthy].");
  if (status == "Healthy") {
    instance.is_healthy = true;
    instance.document.erase("UnhealthyFor");
    instances_of(call).update(instance);
  } else if (!flag_at(input, "ShouldRespectGracePeriod", true) ||
             !is_in_grace_period(call, group, instance)) {
    mark_unhealthy(call.env, instance, kForUserHealth);
  }
  engine_of(call.env).consider(group.number);
  return empty_reply();
}

ApiResult<Reply> set_instance_protection(Call& call) {
  const json::object input = typed_input(call, "SetInstanceProtection");
  ENI_TRY(const auto group, changeable_group(call));
  const auto ids = texts_at(input, "InstanceIds");
  if (ids.size() > kMaxProtected)
    return ApiError{"LimitExceeded", "You can set the protection of at most 50 instances at a time.", 400};
  for (const std::string& id : ids) {
    ENI_TRY(auto instance, find_instance(call, &group, id));
    if (instance.state != LifecycleState::kInService && instance.state != LifecycleState::kStandby) {
      return aws::validation_error("The instance " + id +
                                   " is not in InService or EnteringStandby or Standby.");
    }
    instance.is_protected = flag_at(input, "ProtectedFromScaleIn");
    instances_of(call).update(instance);
  }
  engine_of(call.env).consider(group.number);
  return empty_reply();
}

ApiResult<Reply> terminate_instance_in_auto_scaling_group(Call& call) {
  const json::object input = typed_input(call, "TerminateInstanceInAutoScalingGroup");
  ENI_TRY(auto instance, find_instance(call, nullptr, text_at(input, "InstanceId")));
  ENI_TRY(auto group, group_of(call, instance));
  const bool decrement = flag_at(input, "ShouldDecrementDesiredCapacity");
  if (decrement) ENI_CHECK(check_can_shrink(group));
  if (is_terminating(instance.state))
    return aws::validation_error("The instance " + instance.id + " is already terminating.");
  const std::int64_t capacity = integer_at(group.document, "DesiredCapacity");
  const std::int64_t after = decrement ? capacity - 1 : capacity;
  const std::string cause = cause_sentence(call.now(), taken_out(kForUser, capacity, after));
  const ScalingActivity begun = begin_termination(call.env, group, instance, {cause}, RunHooks::kYes);
  group.document["DesiredCapacity"] = after;
  balance_zones(group);
  groups_of(call).update(group);
  engine_of(call.env).consider(group.number);
  json::object reply;
  reply["Activity"] = activity_value(begun, group);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::autoscaling_service
