#include "sandbox/services/cloudformation/engine/event_notifier.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {

EventNotifier::EventNotifier(EngineParts& parts)
    : parts_{parts}, tasks_{std::make_unique<TaskGroup>([log = &parts.log](const std::exception_ptr& thrown) {
        log->error("internal failure", {{"at", "notification of a stack event"}, {"what", what_of(thrown)}});
      })} {}

void EventNotifier::wake() {
  if (is_running_ || !tasks_) return;
  is_running_ = true;
  tasks_->spawn(run());
}

void EventNotifier::stop() { tasks_.reset(); }

Task<> EventNotifier::run() {
  RetryPause pause;
  for (bool is_more = true; is_more;) {
    co_await yield(parts_.scheduler);
    std::exception_ptr thrown;
    try {
      Task<bool> telling = tell_next();
      is_more = co_await std::move(telling);
      pause = {};
    } catch (...) {
      thrown = std::current_exception();
    }
    if (!thrown) continue;
    const Duration wait = pause.next(thrown, parts_.random);
    log_failure(parts_.log, "notification of a stack event", thrown, wait, pause.failures());
    co_await sleep_for(parts_.scheduler, wait);
  }
  is_running_ = false;
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
    parts_.log.warn("a topic was not told of a stack event",
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
