#include "sandbox/services/sns/delivery.h"

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::sns_service {

json::object event_of(const Message& message, const std::string& subscription_arn, TimePoint now) {
  json::object sns{{"Type", "Notification"},
                   {"MessageId", message.id},
                   {"TopicArn", message.topic_arn},
                   {"Subject", message.subject},
                   {"Message", message.text},
                   {"Timestamp", iso8601_millis(now)},
                   {"SignatureVersion", "1"},
                   {"Signature", "EXAMPLE"},
                   {"SigningCertUrl", "EXAMPLE"},
                   {"UnsubscribeUrl", "EXAMPLE"},
                   {"MessageAttributes", message.attributes}};
  json::array records;
  records.push_back(json::object{{"EventSource", "aws:sns"},
                                 {"EventVersion", "1.0"},
                                 {"EventSubscriptionArn", subscription_arn},
                                 {"Sns", std::move(sns)}});
  return json::object{{"Records", std::move(records)}};
}

Task<void> deliver(Environment& env, NamedDocument subscription, std::string subscription_arn,
                   Message message) {
  const std::string function = text_at(subscription.document, "Endpoint");
  Principal sns = Principal::service("sns.amazonaws.com", aws::AccountId{subscription.account});
  sns.source_arn = message.topic_arn;
  std::string event = json::serialize(event_of(message, subscription_arn, env.scheduler.now()));
  json::object params{{"FunctionName", function}, {"InvocationType", "Event"}};
  const aws::Region region{subscription.region};
  auto invoking = env.gateway.call(sns, region, "lambda", "Invoke", std::move(params), std::move(event));
  const auto invoked = co_await std::move(invoking);
  if (invoked.has_error())
    env.log.warn("a topic's message was not delivered", {{"topic", message.topic_arn},
                                                         {"function", function},
                                                         {"error", invoked.error().code},
                                                         {"message", invoked.error().message}});
}

}  // namespace eni::sandbox::sns_service
