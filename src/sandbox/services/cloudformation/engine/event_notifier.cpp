#include "sandbox/services/cloudformation/engine/event_notifier.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr const char* kNotification = "notification of a stack event";

}  // namespace

EventNotifier::EventNotifier(EngineParts& parts)
    : parts_{parts}, tasks_{std::make_unique<TaskGroup>(logged_as(parts.log, kNotification))} {}

void EventNotifier::wake() {
  if (!tasks_ || tasks_->size() > 0) return;
  const RetryParts retries{parts_.scheduler, parts_.random, parts_.log};
  tasks_->spawn(keep_trying(retries, kNotification, [this] { return tell_all(); }));
}

void EventNotifier::stop() { tasks_.reset(); }

Task<> EventNotifier::tell_all() {
  for (bool is_more = true; is_more;) {
    co_await yield(parts_.scheduler);
    Task<bool> telling = tell_next();
    is_more = co_await std::move(telling);
  }
}

/// A topic that is not there, or lets nobody in, misses the event. [assumption] It is published to as who deploys the stack.
Task<bool> EventNotifier::tell_next() {
  const auto next = parts_.store.get<CloudFormationNotifications>().next();
  if (!next) co_return false;
  const Principal principal = Principal::from_json(next->principal);
  const json::object params{
      {"TopicArn", next->topic}, {"Subject", kNotificationSubject}, {"Message", next->message}};
  const ApiResult<json::object> reply = co_await call_with_retries(
      parts_, principal, aws::Region{next->region}, "sns", "Publish", params, std::string());
  if (reply.has_error()) {
    parts_.log.warn("a topic was not notified of a stack event",
                    {{"topic", next->topic}, {"reason", reply.error().message}});
  }
  parts_.store.get<CloudFormationNotifications>().erase(next->number);
  co_return true;
}

std::string notification_text(const json::object& event, const std::string& account,
                              const std::string& principal_id) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    text.append(name).append("='").append(value).append("'\n");
  };
  const auto or_null = [&event](std::string_view name) { return find_string(event, name).value_or("null"); };
  for (const std::string_view name : {"StackId", "Timestamp", "EventId", "LogicalResourceId"})
    add(name, text_at(event, name));
  add("Namespace", account);
  add("PhysicalResourceId", text_at(event, "PhysicalResourceId"));
  add("PrincipalId", principal_id);
  add("ResourceProperties", or_null("ResourceProperties"));
  for (const std::string_view name : {"ResourceStatus", "ResourceStatusReason", "ResourceType", "StackName"})
    add(name, text_at(event, name));
  add("ClientRequestToken", or_null("ClientRequestToken"));
  return text;
}

}  // namespace eni::sandbox::cloudformation
