/// CreateTopic, DeleteTopic, GetTopicAttributes, SetTopicAttributes, ListTopics.
#include <algorithm>

#include "base/time_text.h"
#include "iam/parse.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/sns/input.h"
#include "sandbox/services/sns/operations.h"

namespace eni::sandbox::sns_service {
namespace {

constexpr std::string_view kSettable[] = {"DeliveryPolicy", "DisplayName", "Policy", "SignatureVersion",
                                          "TracingConfig"};
constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::size_t kMaxName = 256;

/// What SNS does with deliveries by HTTP of topics that were not told otherwise.
constexpr std::string_view kDeliveryPolicy =
    R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,)"
    R"("numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},)"
    R"("disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}})";

/// The policy of a topic that was given none. Source: Amazon SNS Developer Guide, GetTopicAttributes in examples.
std::string default_policy(const std::string& arn, const std::string& account) {
  json::array actions;
  for (const char* action : {"GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
                             "DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish"})
    actions.emplace_back("SNS:" + std::string(action));
  json::object statement{{"Sid", "__default_statement_ID"},
                         {"Effect", "Allow"},
                         {"Principal", json::object{{"AWS", "*"}}},
                         {"Action", std::move(actions)},
                         {"Resource", arn}};
  statement["Condition"] = json::object{{"StringEquals", json::object{{"AWS:SourceOwner", account}}}};
  json::array statements;
  statements.push_back(std::move(statement));
  return json::serialize(json::object{
      {"Version", "2008-10-17"}, {"Id", "__default_policy_ID"}, {"Statement", std::move(statements)}});
}

ApiResult<void> check_name(const std::string& name) {
  if (!name.empty() && name.size() <= kMaxName &&
      name.find_first_not_of(kNameCharacters) == std::string::npos)
    return {};
  return invalid_parameter("Topic Name");
}

/// Takes over one attribute. @error  InvalidParameter for one that the sandbox would ignore, and for a policy that is none
ApiResult<void> set_attribute(json::object& attributes, const std::string& name, const std::string& value) {
  if (std::ranges::find(kSettable, name) == std::end(kSettable))
    return invalid_parameter("AttributeName Reason: " + name + " is not supported by the sandbox");
  if (name == "Policy" && !value.empty()) {
    const auto policy = iam::parse_policy(std::string_view(value));
    if (policy.has_error()) return invalid_parameter("Policy Error: " + policy.error().message);
  }
  if (value.empty() && name != "DisplayName") {
    attributes.erase(name);
  } else {
    attributes[name] = value;
  }
  return {};
}

Reply arn_reply(const Call& call, const NamedDocument& topic) {
  return Reply{json::object{{"TopicArn", arn_of(call, topic)}}};
}

json::object shown(const Call& call, const NamedDocument& topic) {
  return {{"TopicArn", arn_of(call, topic)}};
}

}  // namespace

ApiResult<Reply> create_topic(Call& call) {
  NamedDocument topic{call.account().value, call.region.value, call.params.text_or("Name", ""),
                      epoch_millis(call.now())};
  json::object attributes;
  if (const json::object* given = call.params.object("Attributes")) {
    for (const auto& [name, value] : *given)
      ENI_CHECK(set_attribute(attributes, std::string(name), as_text(value)));
  }
  ENI_CHECK(check_name(topic.name));
  json::array tags = merged_tags({}, array_at(call.params.all(), "Tags"));
  if (auto there = repository(call).topics.find(topic.account, topic.region, topic.name)) {
    for (const auto& [name, value] : attributes)
      if (text_at(object_at(there->document, "Attributes"), name) != as_text(value))
        return invalid_parameter("Attributes Reason: Topic already exists with different attributes");
    if (!tags.empty() && tags != array_at(there->document, "Tags"))
      return invalid_parameter("Tags Reason: Topic already exists with different tags");
    return arn_reply(call, *there);
  }
  ENI_CHECK(may_give_tags(call, "sns:TagResource", arn_of(call, topic)));
  topic.document["Attributes"] = std::move(attributes);
  topic.document["Tags"] = std::move(tags);
  repository(call).topics.put(topic);
  return arn_reply(call, topic);
}

/// With its subscriptions. One that is not there is no error.
ApiResult<Reply> delete_topic(Call& call) {
  const auto topic = find_topic(call);
  if (topic.has_error() && topic.error().code == "NotFound") return Reply{};
  ENI_CHECK(topic);
  for (const NamedDocument& row : subscriptions_of(call, *topic))
    repository(call).subscriptions.remove(row.account, row.region, row.name);
  repository(call).topics.remove(topic->account, topic->region, topic->name);
  return Reply{};
}

ApiResult<Reply> get_topic_attributes(Call& call) {
  ENI_TRY(const auto topic, find_topic(call));
  const std::string arn = arn_of(call, topic);
  int confirmed = 0;
  int pending = 0;
  for (const NamedDocument& row : subscriptions_of(call, topic))
    ++(flag_at(row.document, "Confirmed") ? confirmed : pending);
  json::object attributes{{"Policy", default_policy(arn, topic.account)},
                          {"Owner", topic.account},
                          {"SubscriptionsPending", std::to_string(pending)},
                          {"TopicArn", arn},
                          {"EffectiveDeliveryPolicy", kDeliveryPolicy},
                          {"SubscriptionsConfirmed", std::to_string(confirmed)},
                          {"DisplayName", ""},
                          {"SubscriptionsDeleted", "0"}};
  for (const auto& [name, value] : object_at(topic.document, "Attributes")) attributes[name] = value;
  return Reply{json::object{{"Attributes", map_of(attributes)}}};
}

ApiResult<Reply> set_topic_attributes(Call& call) {
  ENI_TRY(auto topic, find_topic(call));
  json::object attributes = object_at(topic.document, "Attributes");
  ENI_CHECK(set_attribute(attributes, call.params.text_or("AttributeName", ""),
                          call.params.text_or("AttributeValue", "")));
  topic.document["Attributes"] = std::move(attributes);
  repository(call).topics.put(topic);
  return Reply{};
}

ApiResult<Reply> list_topics(Call& call) {
  return page_of(call, {repository(call).topics, call.account().value, call.region.value}, "Topics", shown);
}

}  // namespace eni::sandbox::sns_service
