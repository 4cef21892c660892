/// Subscribe, Unsubscribe, GetSubscriptionAttributes, SetSubscriptionAttributes, ListSubscriptions, ListSubscriptionsByTopic.
#include "aws/arn.h"
#include "base/time_text.h"
#include "sandbox/services/sns/input.h"
#include "sandbox/services/sns/operations.h"

namespace eni::sandbox::sns_service {
namespace {

constexpr const char* kPending = "PendingConfirmation";
constexpr const char* kPendingReply = "pending confirmation";

bool is_confirmed(const NamedDocument& subscription) { return flag_at(subscription.document, "Confirmed"); }

/// @error  InvalidParameter, also for protocols that the sandbox has not
ApiResult<void> check_endpoint(const std::string& protocol, const std::string& endpoint) {
  if (protocol == "email" || protocol == "email-json") {
    if (endpoint.find('@') == std::string::npos) return invalid_parameter("Email address");
    return {};
  }
  if (protocol != "lambda")
    return invalid_parameter("Protocol Reason: " + protocol + " is not supported by the sandbox");
  const auto arn = aws::Arn::parse(endpoint);
  if (!arn || arn->service != "lambda" || !arn->resource.starts_with("function:"))
    return invalid_parameter("Lambda endpoint ARN");
  return {};
}

/// Raw messages are of HTTP, SQS and Firehose only; filters would have to be read. What asks for nothing is nothing.
ApiResult<void> check_attribute(const std::string& name, const std::string& value) {
  if (value.empty() || (name == "RawMessageDelivery" && value == "false")) return {};
  return invalid_parameter("Attributes Reason: " + name + " is not supported by the sandbox");
}

json::object shown(const Call& call, const NamedDocument& subscription) {
  NamedDocument topic = subscription;
  topic.name = topic.name.substr(0, topic.name.find(':'));
  json::object item{{"SubscriptionArn", is_confirmed(subscription) ? arn_of(call, subscription) : kPending},
                    {"TopicArn", arn_of(call, topic)}};
  for (const std::string_view member : {"Owner", "Protocol", "Endpoint"})
    item[member] = text_at(subscription.document, member);
  return item;
}

Reply subscribed(const Call& call, const NamedDocument& subscription) {
  const bool tells = is_confirmed(subscription) || call.params.text_or("ReturnSubscriptionArn", "") == "true";
  return Reply{
      json::object{{"SubscriptionArn", tells ? arn_of(call, subscription) : std::string(kPendingReply)}}};
}

}  // namespace

ApiResult<Reply> subscribe(Call& call) {
  const std::string protocol = call.params.text_or("Protocol", "");
  const std::string endpoint = call.params.text_or("Endpoint", "");
  ENI_CHECK(check_endpoint(protocol, endpoint));
  if (const json::object* given = call.params.object("Attributes")) {
    for (const auto& [name, value] : *given) ENI_CHECK(check_attribute(std::string(name), as_text(value)));
  }
  ENI_TRY(const auto topic, find_topic(call));
  for (const NamedDocument& row : subscriptions_of(call, topic))
    if (text_at(row.document, "Protocol") == protocol && text_at(row.document, "Endpoint") == endpoint)
      return subscribed(call, row);
  NamedDocument subscription = topic;
  subscription.name += ":" + call.random().uuid();
  subscription.created = epoch_millis(call.now());
  subscription.document = json::object{{"Protocol", protocol},
                                       {"Endpoint", endpoint},
                                       {"Owner", call.account().value},
                                       {"Principal", call.principal.identity_arn},
                                       {"Confirmed", protocol == "lambda"}};
  repository(call).subscriptions.put(subscription);
  return subscribed(call, subscription);
}

/// One that is not there is no error.
ApiResult<Reply> unsubscribe(Call& call) {
  const auto subscription = find_subscription(call);
  if (subscription.has_error() && subscription.error().code == "NotFound") return Reply{};
  ENI_CHECK(subscription);
  repository(call).subscriptions.remove(subscription->account, subscription->region, subscription->name);
  return Reply{};
}

ApiResult<Reply> get_subscription_attributes(Call& call) {
  ENI_TRY(const auto subscription, find_subscription(call));
  json::object attributes = shown(call, subscription);
  attributes["SubscriptionArn"] = arn_of(call, subscription);
  attributes["SubscriptionPrincipal"] = text_at(subscription.document, "Principal");
  attributes["PendingConfirmation"] = is_confirmed(subscription) ? "false" : "true";
  attributes["ConfirmationWasAuthenticated"] = is_confirmed(subscription) ? "true" : "false";
  attributes["RawMessageDelivery"] = "false";
  return Reply{json::object{{"Attributes", map_of(attributes)}}};
}

ApiResult<Reply> set_subscription_attributes(Call& call) {
  ENI_CHECK(find_subscription(call));
  ENI_CHECK(
      check_attribute(call.params.text_or("AttributeName", ""), call.params.text_or("AttributeValue", "")));
  return Reply{};
}

ApiResult<Reply> list_subscriptions(Call& call) {
  return page_of(call, {repository(call).subscriptions, call.account().value, call.region.value},
                 "Subscriptions", shown);
}

ApiResult<Reply> list_subscriptions_by_topic(Call& call) {
  ENI_TRY(const auto topic, find_topic(call));
  return page_of(call, {repository(call).subscriptions, topic.account, topic.region, topic.name + ":"},
                 "Subscriptions", shown);
}

}  // namespace eni::sandbox::sns_service
