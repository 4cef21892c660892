#include "sandbox/services/cloudformation/engine/stack_events.h"

#include "base/time_text.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {
namespace {

json::object base_event(const StackRecord& stack, const std::string& token) {
  json::object event{{"StackId", stack.id}, {"StackName", stack.name}};
  if (!token.empty()) event["ClientRequestToken"] = token;
  return event;
}

/// LogicalId-STATUS-TIME, as AWS makes them; a millisecond later if there was one already.
std::string resource_event_id(CloudFormationEvents& events, const ResourceRecord& resource) {
  for (TimePoint time = resource.updated_at;; time += Duration{1}) {
    std::string id = resource.logical_id + "-" + resource.status + "-" + iso8601_millis(time);
    if (!events.has(resource.stack_id, id)) return id;
  }
}

}  // namespace

void append_stack_event(EngineParts& parts, const StackRecord& stack, const std::string& token) {
  json::object event = base_event(stack, token);
  event["EventId"] = parts.random.uuid();
  event["LogicalResourceId"] = stack.name;
  event["PhysicalResourceId"] = stack.id;
  event["ResourceType"] = "AWS::CloudFormation::Stack";
  event["Timestamp"] = iso8601_millis(parts.scheduler.now());
  event["ResourceStatus"] = stack.status;
  if (!stack.status_reason.empty()) event["ResourceStatusReason"] = stack.status_reason;
  parts.store.get<CloudFormationEvents>().append(stack.id, event);
}

void append_resource_event(EngineParts& parts, const StackRecord& stack, const ResourceRecord& resource,
                           const ResourceState& state, const std::string& properties,
                           const std::string& token) {
  CloudFormationEvents& events = parts.store.get<CloudFormationEvents>();
  json::object event = base_event(stack, token);
  event["EventId"] = resource_event_id(events, resource);
  event["LogicalResourceId"] = resource.logical_id;
  event["PhysicalResourceId"] = state.physical_id;
  event["ResourceType"] = state.type;
  event["Timestamp"] = iso8601_millis(resource.updated_at);
  event["ResourceStatus"] = resource.status;
  if (!resource.status_reason.empty()) event["ResourceStatusReason"] = resource.status_reason;
  event["ResourceProperties"] = properties;
  events.append(stack.id, event);
}

}  // namespace eni::sandbox::cloudformation
