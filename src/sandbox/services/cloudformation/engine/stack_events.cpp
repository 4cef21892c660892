#include "sandbox/services/cloudformation/engine/stack_events.h"

#include "base/time_text.h"
#include "sandbox/services/cloudformation/engine/event_notifier.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {
namespace {

json::object base_event(const StackRecord& stack, const std::string& token) {
  json::object event{{"StackId", stack.id}, {"StackName", stack.name}};
  if (!token.empty()) event["ClientRequestToken"] = token;
  return event;
}

/// Now, or as much later as it takes to be after the stack's newest event: clients sort events by their times, of which
/// the API shows milliseconds.
TimePoint next_event_time(EngineParts& parts, const std::string& stack_id) {
  const TimePoint now = parts.scheduler.now();
  const auto newest = parts.store.get<CloudFormationEvents>().newest_time(stack_id);
  return newest ? std::max(now, *newest + Duration{1}) : now;
}

/// Writes it, and what the stack's topics are to be told.
void append(EngineParts& parts, const StackRecord& stack, const json::object& event) {
  parts.store.get<CloudFormationEvents>().append(stack.id, event);
  if (stack.definition.notification_arns.empty()) return;
  const std::string message = notification_text(event, stack.account, text_at(stack.principal, "user_id"));
  for (const json::value& topic : stack.definition.notification_arns) {
    parts.store.get<CloudFormationNotifications>().append(
        {0, stack.region, as_text(topic), stack.principal, message});
  }
  if (parts.notifier) parts.notifier->wake();
}

}  // namespace

void append_stack_event(EngineParts& parts, const StackRecord& stack, const std::string& token) {
  json::object event = base_event(stack, token);
  event["EventId"] = parts.random.uuid();
  event["LogicalResourceId"] = stack.name;
  event["PhysicalResourceId"] = stack.id;
  event["ResourceType"] = "AWS::CloudFormation::Stack";
  event["Timestamp"] = iso8601_millis(next_event_time(parts, stack.id));
  event["ResourceStatus"] = to_string(stack.status);
  if (!stack.status_reason.empty()) event["ResourceStatusReason"] = stack.status_reason;
  append(parts, stack, event);
}

void append_resource_event(EngineParts& parts, const StackRecord& stack, const ResourceRecord& resource,
                           const ResourceState& state, const std::string& properties,
                           const std::string& token) {
  const std::string time = iso8601_millis(next_event_time(parts, stack.id));
  json::object event = base_event(stack, token);
  event["EventId"] =
      resource.logical_id + "-" + std::string(to_string(resource.status)) + "-" + time;  // as AWS makes them
  event["LogicalResourceId"] = resource.logical_id;
  event["PhysicalResourceId"] = state.physical_id;
  event["ResourceType"] = state.type;
  event["Timestamp"] = time;
  event["ResourceStatus"] = to_string(resource.status);
  if (!resource.status_reason.empty()) event["ResourceStatusReason"] = resource.status_reason;
  event["ResourceProperties"] = properties;
  append(parts, stack, event);
}

}  // namespace eni::sandbox::cloudformation
