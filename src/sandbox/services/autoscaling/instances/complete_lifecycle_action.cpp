/// CompleteLifecycleAction, RecordLifecycleActionHeartbeat.
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/hooks/lifecycle_actions.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/operations.h"
#include "sandbox/services/autoscaling/instances/transitions.h"

namespace eni::sandbox::autoscaling_service {
namespace {

ApiError no_action(const std::string& what, const std::string& id) {
  return aws::validation_error("No active Lifecycle Action found with " + what + " " + id);
}

/// The instance that waits for the action that the call names by token or by instance.
ApiResult<AutoScalingInstance> waiting_instance(const Call& call, const AutoScalingGroup& group,
                                                const json::object& input) {
  const std::string hook = text_at(input, "LifecycleHookName");
  const std::string token = text_at(input, "LifecycleActionToken");
  if (const std::string id = text_at(input, "InstanceId"); !id.empty()) {
    const auto instance = instances_of(call).find(id);
    const bool waits = instance && instance->group == group.number && find_action(*instance, hook);
    if (!waits) return no_action("instance ID", id);
    return *instance;
  }
  if (token.empty())
    return aws::validation_error("Either InstanceId or LifecycleActionToken must be specified.");
  for (const auto state : {LifecycleState::kPendingWait, LifecycleState::kTerminatingWait}) {
    for (AutoScalingInstance& instance : instances_of(call).in_state(group.number, state)) {
      const json::object* action = find_action(instance, hook);
      if (action && text_at(*action, "Token") == token) return std::move(instance);
    }
  }
  return no_action("token", token);
}

}  // namespace

ApiResult<Reply> complete_lifecycle_action(Call& call) {
  const json::object input = typed_input(call, "CompleteLifecycleAction");
  ENI_TRY(const auto group, named_group(call));
  ENI_TRY(auto instance, waiting_instance(call, group, input));
  const std::string result = text_at(input, "LifecycleActionResult");
  if (result != "CONTINUE" && result != "ABANDON")
    return aws::validation_error("Lifecycle action result '" + result + "' is not valid.");
  const EndedAction ended = end_action(instance, text_at(input, "LifecycleHookName"), result);
  action_ended(call.env, group, instance, ended);
  engine_of(call.env).consider(group.number);
  return empty_reply();
}

ApiResult<Reply> record_lifecycle_action_heartbeat(Call& call) {
  const json::object input = typed_input(call, "RecordLifecycleActionHeartbeat");
  ENI_TRY(const auto group, named_group(call));
  ENI_TRY(auto instance, waiting_instance(call, group, input));
  record_heartbeat(instance, text_at(input, "LifecycleHookName"), call.now());
  instances_of(call).update(instance);
  engine_of(call.env).consider(group.number);  // for its timer
  return empty_reply();
}

}  // namespace eni::sandbox::autoscaling_service
