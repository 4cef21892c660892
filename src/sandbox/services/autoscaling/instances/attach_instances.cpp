/// AttachInstances, DetachInstances.
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/operations.h"
#include "sandbox/services/autoscaling/instances/transitions.h"

namespace eni::sandbox::autoscaling_service {
namespace {

json::array list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

/// What EC2 has of the instances that are to be attached.
Task<ApiResult<json::array>> described(const Call& call, AutoScalingGroup group,
                                       std::vector<std::string> ids) {
  json::object params;
  params["InstanceId"] = list_of(ids);
  auto asking = call_as_group(call.env, std::move(group), "ec2", "DescribeInstances", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return aws::validation_error("Invalid Instance ID(s): " + reply.error().message);
  json::array found;
  for (const json::value& reservation : array_at(*reply, "reservationSet"))
    for (const json::value& instance : array_at(reservation, "instancesSet")) found.push_back(instance);
  co_return found;
}

ApiResult<void> check_attachable(const Call& call, const AutoScalingGroup& group,
                                 const json::value& described) {
  const std::string id = text_at(described, "instanceId");
  if (text_at(object_at(described, "instanceState"), "name") != "running")
    return aws::validation_error("Invalid Instance: " + id + ". The instance is not in the running state.");
  if (instances_of(call).find(id))
    return aws::validation_error("Instance " + id + " is already attached to an Auto Scaling group.");
  const std::string zone = text_at(object_at(described, "placement"), "availabilityZone");
  for (const std::string& known : zones_of(group))
    if (known == zone) return {};
  return aws::validation_error("The Availability Zone of the instance " + id +
                               " is not one of the Auto Scaling group.");
}

ApiResult<void> check_sizes(const AutoScalingGroup& group, std::int64_t count) {
  const std::int64_t desired = integer_at(group.document, "DesiredCapacity");
  const std::int64_t max = integer_at(group.document, "MaxSize");
  if (desired + count <= max) return {};
  return sizes_error(group, desired, "To attach " + std::to_string(count) + " instance");
}

void attach(const Call& call, AutoScalingGroup& group, const json::value& described) {
  AutoScalingInstance instance;
  instance.id = text_at(described, "instanceId");
  instance.group = group.number;
  instance.zone = text_at(object_at(described, "placement"), "availabilityZone");
  instance.is_protected = flag_at(group.document, "NewInstancesProtectedFromScaleIn");
  instance.document = {{"InstanceType", text_at(described, "instanceType")},
                       {"ImageId", text_at(described, "imageId")},
                       {"SubnetId", text_at(described, "subnetId")},
                       {"LaunchTime", millis(call.now())}};
  instances_of(call).insert(instance);
  const std::int64_t desired = integer_at(group.document, "DesiredCapacity");
  NewActivity activity;  // [unverified] its words
  activity.description = "Attaching an existing EC2 instance: " + instance.id;
  activity.cause = cause_sentence(
      call.now(), "an instance was attached in response to a user request, increasing the capacity from " +
                      std::to_string(desired) + " to " + std::to_string(desired + 1));
  activity.zone = instance.zone;
  activity.subnet = text_at(instance.document, "SubnetId");
  activity.status = "Successful";
  tell_activity(call.env, group, std::move(activity));
  group.document["DesiredCapacity"] = desired + 1;
  enter_service(call.env, group, instance);
}

Task<void> change_tags(const Call& call, AutoScalingGroup group, std::string operation,
                       std::vector<std::string> ids, json::array tags) {
  json::object params;
  params["ResourceId"] = list_of(ids);
  params["Tag"] = std::move(tags);
  auto changing = call_as_group(call.env, std::move(group), "ec2", std::move(operation), std::move(params));
  static_cast<void>(co_await std::move(changing));
}

ApiResult<ScalingActivity> detach(const Call& call, AutoScalingGroup& group, const std::string& id,
                                  bool decrement) {
  ENI_TRY(const auto instance, find_instance(call, &group, id));
  if (instance.state != LifecycleState::kInService && instance.state != LifecycleState::kStandby)
    return aws::validation_error("The instance " + id + " is not in InService or Standby.");
  const std::int64_t desired = integer_at(group.document, "DesiredCapacity");
  // A standby instance is no part of the capacity.
  const bool shrinks = decrement && instance.state == LifecycleState::kInService;
  const std::int64_t after = shrinks ? desired - 1 : desired;
  if (after < integer_at(group.document, "MinSize"))
    return sizes_error(group, desired, "To detach 1 instance");
  instances_of(call).remove(id);
  group.document["DesiredCapacity"] = after;
  NewActivity activity;  // [unverified] its words
  activity.description = "Detaching EC2 instance: " + id;
  std::string cause = "instance " + id + " was detached in response to a user request";
  if (shrinks)
    cause += ", shrinking the capacity from " + std::to_string(desired) + " to " + std::to_string(after);
  activity.cause = cause_sentence(call.now(), cause);
  activity.zone = instance.zone;
  activity.subnet = text_at(instance.document, "SubnetId");
  ScalingActivity begun = begin_activity(call.env, group, std::move(activity));
  end_activity(call.env, begun.id, {});
  return begun;
}

}  // namespace

Task<ApiResult<Reply>> attach_instances(Call& call) {
  const json::object input = typed_input(call, "AttachInstances");
  auto ids = texts_at(input, "InstanceIds");
  ENI_CO_TRY(auto group, changeable_group(call));
  if (ids.empty()) co_return empty_reply();
  auto describing = described(call, group, ids);
  ENI_CO_TRY(const json::array found, co_await std::move(describing));
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(group, changeable_group(call));
  ENI_CO_CHECK(check_sizes(group, static_cast<std::int64_t>(found.size())));
  for (const json::value& instance : found) {
    ENI_CO_CHECK(check_attachable(call, group, instance));
    attach(call, group, instance);
  }
  leave_zones(group);
  groups_of(call).update(group);
  transaction.commit();
  auto tagging = change_tags(call, group, "CreateTags", std::move(ids),
                             instance_tags(group, groups_of(call).tags(group.number)));
  co_await std::move(tagging);
  engine_of(call.env).consider(group.number);
  co_return empty_reply();
}

Task<ApiResult<Reply>> detach_instances(Call& call) {
  const json::object input = typed_input(call, "DetachInstances");
  auto ids = texts_at(input, "InstanceIds");
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(auto group, changeable_group(call));
  json::array activities;
  for (const std::string& id : ids) {
    ENI_CO_TRY(const auto activity,
               detach(call, group, id, flag_at(input, "ShouldDecrementDesiredCapacity")));
    activities.push_back(activity_value(activity, group));
  }
  balance_zones(group);
  groups_of(call).update(group);
  transaction.commit();
  json::array tag;
  tag.push_back(json::object{{"Key", "aws:autoscaling:groupName"}});
  if (!ids.empty()) {
    auto untagging = change_tags(call, group, "DeleteTags", std::move(ids), std::move(tag));
    co_await std::move(untagging);
  }
  engine_of(call.env).consider(group.number);
  co_return page_reply("Activities", std::move(activities), {});
}

}  // namespace eni::sandbox::autoscaling_service
