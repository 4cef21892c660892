/// Amazon SNS's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using From = Attribute::From;

constexpr Tagging kTagging{"Tags",    Tagging::Form::kPairs, "TagResource", "UntagResource", "ResourceArn",
                           "TagKeys", Tagging::By::kId};

/// Properties that are attributes of a topic, each by its own name.
constexpr std::string_view kAttributes[] = {"DisplayName", "SignatureVersion", "TracingConfig"};

std::string topic_arn(const ResourceCall& call, const std::string& name) {
  return call.regional_arn("sns", name);
}

void topic_name(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["TopicName"] = call.physical_id.substr(call.physical_id.rfind(':') + 1);
}

/// The id is the ARN, and CreateTopic takes the name that is its end.
ApiResult<void> prepare_topic(const ResourceCall& call, json::object& params) {
  params["Name"] = call.physical_id.substr(call.physical_id.rfind(':') + 1);
  json::object attributes;
  for (const std::string_view name : kAttributes)
    if (const std::string value = scalar_text_at(call.properties, name); !value.empty())
      attributes[name] = value;
  if (!attributes.empty()) params["Attributes"] = std::move(attributes);
  return {};
}

Task<ApiResult<void>> change_attributes(ResourceCall& call) {
  for (const std::string_view name : kAttributes) {
    if (!has_changed(call, name)) continue;
    const json::object params{{"TopicArn", call.physical_id},
                              {"AttributeName", name},
                              {"AttributeValue", scalar_text_at(call.properties, name)}};
    ENI_CO_CHECK(co_await call.call("sns", "SetTopicAttributes", params));
  }
  co_return ApiResult<void>{};
}

bool is_subscribed(const json::object& properties, const json::object& subscription) {
  for (const json::object& one : objects_of(properties, "Subscription"))
    if (scalar_text_at(one, "Protocol") == scalar_text_at(subscription, "Protocol") &&
        scalar_text_at(one, "Endpoint") == scalar_text_at(subscription, "Endpoint"))
      return true;
  return false;
}

/// Of subscriptions that are no resources of their own: a topic's list of them.
Task<ApiResult<void>> change_subscriptions(ResourceCall& call) {
  const json::object topic{{"TopicArn", call.physical_id}};
  const auto all = objects_of(call.properties, "Subscription");
  for (const json::object& wanted : all) {
    if (is_subscribed(call.old_properties, wanted)) continue;
    json::object params = topic;
    copy(wanted, "Protocol", params);
    copy(wanted, "Endpoint", params);
    ENI_CO_CHECK(co_await call.call("sns", "Subscribe", params));
  }
  bool any_is_over = false;
  for (const json::object& old : objects_of(call.old_properties, "Subscription"))
    any_is_over = any_is_over || !is_subscribed(call.properties, old);
  if (!any_is_over) co_return ApiResult<void>{};
  ENI_CO_TRY(const json::object reply, co_await call.call("sns", "ListSubscriptionsByTopic", topic));
  const auto listed = objects_of(reply, "Subscriptions");
  for (const json::object& there : listed) {
    if (!is_subscribed(call.old_properties, there) || is_subscribed(call.properties, there)) continue;
    const std::string arn = scalar_text_at(there, "SubscriptionArn");
    if (!arn.starts_with("arn:")) continue;  // One that nobody has confirmed is not to be cancelled.
    const json::object params{{"SubscriptionArn", arn}};
    ENI_CO_CHECK(co_await call.call("sns", "Unsubscribe", params));
  }
  co_return ApiResult<void>{};
}

/// @param policy  "" gives the topic its own again
Task<ApiResult<json::object>> set_policy(ResourceCall& call, const std::string& topic,
                                         const std::string& policy) {
  const json::object params{{"TopicArn", topic}, {"AttributeName", "Policy"}, {"AttributeValue", policy}};
  co_return co_await call.call("sns", "SetTopicAttributes", params);
}

Task<ApiResult<void>> change_policies(ResourceCall& call) {
  const auto wanted = texts_at(call.properties, "Topics");
  const auto old = texts_at(call.old_properties, "Topics");
  const json::value* document = find(call.properties, "PolicyDocument");
  const std::string policy = document ? json::serialize(*document) : std::string();
  const bool is_new = has_changed(call, "PolicyDocument");
  const auto told = is_new ? wanted : without(wanted, old);
  for (const std::string& topic : told) {
    ENI_CO_CHECK(co_await set_policy(call, topic, policy));
  }
  const auto left = without(old, wanted);
  const std::string none;
  for (const std::string& topic : left) {
    const ApiResult<json::object> reset = co_await set_policy(call, topic, none);
    ENI_CO_CHECK(tolerate_missing(reset));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> reset_policies(ResourceCall& call) {
  const auto topics = texts_at(call.properties, "Topics");
  const std::string none;
  for (const std::string& topic : topics) {
    const ApiResult<json::object> reset = co_await set_policy(call, topic, none);
    ENI_CO_CHECK(tolerate_missing(reset));
  }
  co_return ApiResult<void>{};
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::SNS::Subscription",
        .attributes = {{"Arn", From::kId}},
        .calls = {.service = "sns",
                  .id_member = "SubscriptionArn",
                  .create = "Subscribe",
                  .takes = {"Endpoint", "Protocol", "TopicArn"},
                  .create_with = R"({"ReturnSubscriptionArn": "true"})",
                  .id = "SubscriptionArn",
                  .remove = "Unsubscribe"},
    },
    {
        .name = "AWS::SNS::Topic",
        .attributes = {{"TopicArn", From::kId}, {"TopicName", From::kFunction}},
        .name_property = "TopicName",
        .name_rule = {256},
        .calls = {.service = "sns",
                  .id_member = "TopicArn",
                  .create = "CreateTopic",
                  .id = "TopicArn",
                  .read = "GetTopicAttributes",
                  .remove = "DeleteTopic",
                  .tagging = &kTagging},
        .reads = {"DisplayName", "SignatureVersion", "Subscription", "TracingConfig"},
        .prepare = prepare_topic,
        .change = change_attributes,
        .configure = change_subscriptions,
        .attributes_of = topic_name,
        .id_of_name = topic_arn,
    },
    {
        .name = "AWS::SNS::TopicPolicy",
        .attributes = {"Id"},
        .name_rule = {128},
        .calls = {.service = "sns"},
        .reads = {"PolicyDocument", "Topics"},
        .configure = change_policies,
        .before_remove = reset_policies,
    },
};

}  // namespace

const std::span<const ResourceType> kSnsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
