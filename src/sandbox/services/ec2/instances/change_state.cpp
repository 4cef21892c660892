/// StartInstances, StopInstances, RebootInstances, TerminateInstances.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/lifecycle.h"
#include "sandbox/services/ec2/instances/network.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiError incorrect_state(const Ec2Resource& instance, std::string_view done) {
  return {
      "IncorrectInstanceState",
      "The instance '" + instance.id + "' is not in a state from which it can be " + std::string(done) + "."};
}

ApiError protected_from(const Ec2Resource& instance, std::string_view done, std::string_view attribute) {
  return {"OperationNotPermitted", "The instance '" + instance.id + "' may not be " + std::string(done) +
                                       ". Modify its '" + std::string(attribute) +
                                       "' instance attribute and try again."};
}

bool is_set(const Ec2Resource& instance, std::string_view member) {
  const json::value* value = find(instance.document, member);
  return value && value->is_bool() && value->get_bool();
}

/// "2026-11-23 12:00:00 GMT"
std::string reason_time(TimePoint now) {
  std::string text = iso8601(now);
  text.replace(text.find('T'), 1, " ");
  text.replace(text.size() - 1, 1, " GMT");
  return text;
}

void note_reason(const Call& call, Ec2Resource& instance) {
  instance.document["reason"] = "User initiated (" + reason_time(call.now()) + ")";
  instance.document["stateReason"] =
      json::object{{"code", "Client.UserInitiatedShutdown"},
                   {"message", "Client.UserInitiatedShutdown: User initiated shutdown"}};
}

/// Puts an instance into `state` unless it is there or beyond. @return  how the reply shows it
json::object change(const Call& call, Ec2Resource instance, InstanceState state,
                    std::initializer_list<InstanceState> there) {
  json::object entry{{"instanceId", instance.id}};
  const InstanceState before = state_of(instance);
  const bool stays = std::find(there.begin(), there.end(), before) != there.end();
  entry["currentState"] = state_value(stays ? before : state);
  entry["previousState"] = state_value(before);
  if (stays) return entry;
  if (state == InstanceState::kPending) {
    give_public_address_again(call, instance.id);
    instance.document["reason"] = "";
    instance.document["launchTime"] = iso8601_millis(call.now());
    instance.document["stateReason"] = json::object{{"code", "pending"}, {"message", "pending"}};
  } else {
    note_reason(call, instance);
  }
  call.env.component<InstanceLifecycle>().enter(instance, state);
  return entry;
}

/// A reboot is no change of state; what EventBridge has of it is the call. Here it is an event for each instance: if its receiver
/// fails, it hears of that instance once more, and no other reboots twice.
void publish_reboot(const Call& call, const Ec2Resource& instance) {
  json::array items;
  items.push_back(json::object{{"instanceId", instance.id}});
  json::object set;
  set["items"] = std::move(items);
  json::object params;
  params["instancesSet"] = std::move(set);
  Event event;
  event.source = "aws.ec2";
  event.detail_type = "AWS API Call via CloudTrail";
  event.account = call.account();
  event.region = call.region;
  event.detail = {{"eventSource", "ec2.amazonaws.com"}, {"eventName", "RebootInstances"}};
  event.detail["requestParameters"] = std::move(params);
  call.env.publish(std::move(event));
}

Reply reply_of(json::array entries) {
  json::object reply;
  reply["instancesSet"] = std::move(entries);
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> start_instances(Call& call) {
  ENI_TRY(const auto instances, named_instances(call));
  for (const Ec2Resource& instance : instances) {
    const InstanceState state = state_of(instance);
    if (state == InstanceState::kStopping || state == InstanceState::kShuttingDown ||
        state == InstanceState::kTerminated)
      return incorrect_state(instance, "started");
  }
  json::array entries;
  for (const Ec2Resource& instance : instances) {
    entries.push_back(
        change(call, instance, InstanceState::kPending, {InstanceState::kPending, InstanceState::kRunning}));
  }
  return reply_of(std::move(entries));
}

ApiResult<Reply> stop_instances(Call& call) {
  ENI_TRY(const auto instances, named_instances(call));
  for (const Ec2Resource& instance : instances) {
    const InstanceState state = state_of(instance);
    if (state == InstanceState::kPending || state == InstanceState::kShuttingDown ||
        state == InstanceState::kTerminated)
      return incorrect_state(instance, "stopped");
    if (is_set(instance, "_disableApiStop")) return protected_from(instance, "stopped", "disableApiStop");
  }
  json::array entries;
  for (const Ec2Resource& instance : instances) {
    entries.push_back(change(call, instance, InstanceState::kStopping,
                             {InstanceState::kStopping, InstanceState::kStopped}));
  }
  return reply_of(std::move(entries));
}

ApiResult<Reply> reboot_instances(Call& call) {
  ENI_TRY(const auto instances, named_instances(call));
  for (const Ec2Resource& instance : instances)
    if (state_of(instance) != InstanceState::kRunning) return incorrect_state(instance, "rebooted");
  for (const Ec2Resource& instance : instances) publish_reboot(call, instance);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> terminate_instances(Call& call) {
  ENI_TRY(const auto instances, named_instances(call));
  for (const Ec2Resource& instance : instances) {
    if (is_set(instance, "_disableApiTermination"))
      return protected_from(instance, "terminated", "disableApiTermination");
  }
  json::array entries;
  for (const Ec2Resource& instance : instances) {
    entries.push_back(change(call, instance, InstanceState::kShuttingDown,
                             {InstanceState::kShuttingDown, InstanceState::kTerminated}));
  }
  return reply_of(std::move(entries));
}

}  // namespace eni::sandbox::ec2_service
