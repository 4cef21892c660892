/// Publish, to topics.
#include "sandbox/services/sns/delivery.h"
#include "sandbox/services/sns/operations.h"

namespace eni::sandbox::sns_service {
namespace {

constexpr std::size_t kMaxMessageBytes = 262'144;
constexpr std::size_t kMaxSubject = 100;

/// What Lambda gets of a message that may say it otherwise to each protocol.
ApiResult<std::string> text_for_lambda(const Call& call) {
  const std::string text = call.params.text_or("Message", "");
  if (text.empty()) return invalid_parameter("Empty message");
  if (text.size() > kMaxMessageBytes) return invalid_parameter("Message too long");
  const std::string structure = call.params.text_or("MessageStructure", "");
  if (structure.empty()) return text;
  if (structure != "json") return invalid_parameter("MessageStructure");
  const auto value = parse_json(text);
  if (value.has_error() || !value->is_object())
    return invalid_parameter("Message Structure - JSON message body failed to parse");
  const json::object& by_protocol = value->get_object();
  if (!by_protocol.contains("default"))
    return invalid_parameter("Message Structure - No default entry in JSON message body");
  return text_at(by_protocol, by_protocol.contains("lambda") ? "lambda" : "default");
}

json::object attributes_of(const Call& call) {
  json::object attributes;
  const json::object* given = call.params.object("MessageAttributes");
  if (!given) return attributes;
  for (const auto& [name, value] : *given) {
    const std::string binary = text_at(value, "BinaryValue");
    attributes[name] = json::object{{"Type", text_at(value, "DataType")},
                                    {"Value", binary.empty() ? text_at(value, "StringValue") : binary}};
  }
  return attributes;
}

ApiResult<Message> message_of(const Call& call, const NamedDocument& topic) {
  Message message;
  message.topic_arn = arn_of(call, topic);
  ENI_TRY(message.text, text_for_lambda(call));
  if (const auto subject = call.params.text("Subject")) {
    if (subject->empty() || subject->size() > kMaxSubject || subject->find('\n') != std::string::npos)
      return invalid_parameter("Subject");
    message.subject = *subject;
  }
  message.attributes = attributes_of(call);
  message.id = call.random().uuid();
  return message;
}

}  // namespace

Task<ApiResult<Reply>> publish(Call& call) {
  ENI_CO_TRY(const NamedDocument topic, find_topic(call));
  ENI_CO_TRY(const Message message, message_of(call, topic));
  const auto subscriptions = subscriptions_of(call, topic);
  for (const NamedDocument& subscription : subscriptions) {
    if (text_at(subscription.document, "Protocol") != "lambda") continue;
    auto delivering = deliver(call.env, subscription, arn_of(call, subscription), message);
    co_await std::move(delivering);
  }
  co_return Reply{json::object{{"MessageId", message.id}}};
}

}  // namespace eni::sandbox::sns_service
