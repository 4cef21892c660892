#include "sandbox/services/autoscaling/hooks/hook.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/hooks/lifecycle_actions.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::int64_t kMinHeartbeat = 30;
constexpr std::int64_t kMaxHeartbeat = 7200;

ApiResult<void> check_word(const json::object& hook, std::string_view member,
                           std::initializer_list<std::string_view> words) {
  const std::string text = text_at(hook, member);
  if (std::ranges::find(words, text) != words.end()) return {};
  return aws::validation_error(std::string(member) + " '" + text + "' is not valid.");
}

ApiResult<void> check_hook(const json::object& hook) {
  if (!hook.contains("LifecycleTransition"))
    return aws::validation_error("Lifecycle Transition is required to create a lifecycle hook.");
  ENI_CHECK(check_word(hook, "LifecycleTransition", {kLaunching, kTerminating}));
  ENI_CHECK(check_word(hook, "DefaultResult", {"CONTINUE", "ABANDON"}));
  const std::int64_t heartbeat = integer_at(hook, "HeartbeatTimeout");
  if (heartbeat < kMinHeartbeat || heartbeat > kMaxHeartbeat)
    return aws::validation_error("HeartbeatTimeout must be between 30 and 7200 seconds.");
  if (hook.contains("NotificationTargetARN") != hook.contains("RoleARN"))
    return aws::validation_error(
        "RoleARN and NotificationTargetARN must be specified together or not at all.");
  return {};
}

/// The hook's role, which trusts Auto Scaling.
Task<ApiResult<Principal>> assume_role(Environment& env, AutoScalingGroup group, std::string role_arn) {
  const aws::AccountId account{group.account};
  json::object params{{"RoleArn", role_arn}, {"RoleSessionName", "AutoScaling"}};
  auto assuming = call_service(env, Principal::service("autoscaling.amazonaws.com", account),
                               aws::Region{group.region}, "sts", "AssumeRole", std::move(params));
  const auto assumed = co_await std::move(assuming);
  if (assumed.has_error()) co_return assumed.error();
  const json::object& user = object_at(*assumed, "AssumedRoleUser");
  Principal principal;
  principal.type = PrincipalType::kAssumedRole;
  principal.account = account;
  principal.identity_arn = role_arn;
  principal.arn = text_at(user, "Arn");
  principal.user_id = text_at(user, "AssumedRoleId");
  co_return principal;
}

/// Of the service that ARNs name: sns, or sqs.
struct TargetCall {
  std::string service;
  std::string operation;
  json::object params;
};

TargetCall call_of(const std::string& target, const json::object& message) {
  const auto pieces = split(target, ':');
  const std::string service = pieces.size() > 2 ? pieces[2] : "";
  if (service == "sqs") {
    const std::string url = "http://" + pieces.at(3) + "/" + pieces.at(4) + "/" + pieces.at(5);
    return {service, "SendMessage", {{"QueueUrl", url}, {"MessageBody", json::serialize(message)}}};
  }
  json::object params{{"TopicArn", target}, {"Message", json::serialize(message)}};
  params["Subject"] = "Auto Scaling:  Lifecycle action for instance";
  return {service, "Publish", std::move(params)};
}

json::object message_of(Environment& env, const AutoScalingGroup& group) {
  json::object message{{"AutoScalingGroupARN", group.arn},
                       {"Service", "AWS Auto Scaling"},
                       {"Time", iso8601_millis(env.scheduler.now())},
                       {"AutoScalingGroupName", group.name},
                       {"AccountId", group.account},
                       {"RequestId", env.random.uuid()}};
  return message;
}

Task<ApiResult<void>> send(Environment& env, AutoScalingGroup group, AutoScalingPart hook,
                           json::object message) {
  TargetCall target = call_of(text_at(hook.document, "NotificationTargetARN"), message);
  auto assuming = assume_role(env, group, text_at(hook.document, "RoleARN"));
  auto principal = co_await std::move(assuming);
  if (principal.has_error()) co_return principal.error();
  auto call = call_service(env, *std::move(principal), aws::Region{group.region}, target.service,
                           target.operation, std::move(target.params));
  const auto sent = co_await std::move(call);
  if (sent.has_error()) co_return sent.error();
  co_return ApiResult<void>{};
}

Task<void> send_or_warn(Environment& env, AutoScalingGroup group, AutoScalingPart hook,
                        json::object message) {
  co_await yield(env.scheduler);  // after the running call has ended
  auto sending = send(env, std::move(group), std::move(hook), std::move(message));
  const auto sent = co_await std::move(sending);
  if (sent.has_error())
    env.log.warn("a lifecycle hook's target was not notified",
                 {{"error", sent.error().code}, {"message", sent.error().message}});
}

}  // namespace

std::chrono::seconds global_timeout(std::chrono::seconds heartbeat) {
  return std::min<std::chrono::seconds>(std::chrono::hours{48}, heartbeat * 100);
}

ApiResult<AutoScalingPart> read_hook(const AutoScalingGroup& group, const json::object& input,
                                     const AutoScalingPart* before) {
  AutoScalingPart hook;
  if (before) hook = *before;
  hook.group = group.number;
  hook.kind = AutoScalingPartKind::kLifecycleHook;
  hook.name = text_at(input, "LifecycleHookName");
  if (!before) {
    hook.document["HeartbeatTimeout"] = kDefaultHeartbeat.count();
    hook.document["DefaultResult"] = "ABANDON";
  }
  for (const std::string_view name : {"LifecycleTransition", "RoleARN", "NotificationTargetARN",
                                      "NotificationMetadata", "HeartbeatTimeout", "DefaultResult"}) {
    const json::value* value = find(input, name);
    if (!value) continue;
    // "" as a target takes the target away.
    if (value->is_string() && value->get_string().empty()) {
      hook.document.erase(name);
    } else {
      hook.document[name] = *value;
    }
  }
  ENI_CHECK(check_hook(hook.document));
  return hook;
}

json::object hook_value(const AutoScalingPart& hook, const AutoScalingGroup& group) {
  json::object value = hook.document;
  value["LifecycleHookName"] = hook.name;
  value["AutoScalingGroupName"] = group.name;
  value["GlobalTimeout"] =
      global_timeout(std::chrono::seconds{integer_at(hook.document, "HeartbeatTimeout")}).count();
  return value;
}

void tell_of_action(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& hook,
                    std::string_view instance_id, std::string_view token) {
  const std::string transition = text_at(hook.document, "LifecycleTransition");
  const bool is_launch = transition == kLaunching;
  json::object detail{{"LifecycleActionToken", token},
                      {"LifecycleHookName", hook.name},
                      {"EC2InstanceId", instance_id},
                      {"LifecycleTransition", transition},
                      {"Origin", is_launch ? "EC2" : "AutoScalingGroup"},
                      {"Destination", is_launch ? "AutoScalingGroup" : "EC2"}};
  if (const std::string metadata = text_at(hook.document, "NotificationMetadata"); !metadata.empty())
    detail["NotificationMetadata"] = metadata;
  if (!text_at(hook.document, "NotificationTargetARN").empty()) {
    json::object message = message_of(env, group);
    for (const auto& [name, value] : detail) message[name] = value;
    spawn_delivery(env, "message of a lifecycle hook", [&env, group, hook, message = std::move(message)] {
      return send_or_warn(env, group, hook, message);
    });
  }
  publish_event(
      env, group,
      is_launch ? "EC2 Instance-launch Lifecycle Action" : "EC2 Instance-terminate Lifecycle Action",
      std::move(detail), instance_id);
}

Task<ApiResult<void>> test_target(Environment& env, AutoScalingGroup group, AutoScalingPart hook) {
  const std::string target = text_at(hook.document, "NotificationTargetARN");
  const std::string role = text_at(hook.document, "RoleARN");
  if (target.empty()) co_return ApiResult<void>{};
  json::object message = message_of(env, group);
  message["Event"] = "autoscaling:TEST_NOTIFICATION";
  auto sending = send(env, std::move(group), std::move(hook), std::move(message));
  const auto sent = co_await std::move(sending);
  if (sent.has_error()) {
    co_return aws::validation_error("Unable to publish test message to notification target " + target +
                                    " using IAM role " + role +
                                    ". Please check your target and role configuration and try to put "
                                    "lifecycle hook again.");
  }
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::autoscaling_service
