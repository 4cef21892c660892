/// Amazon SNS's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using At = Setting::At;
using From = Attribute::From;

constexpr Tagging kTagging{"Tags",    Tagging::Form::kPairs, "TagResource", "UntagResource", "ResourceArn",
                           "TagKeys", Tagging::By::kId};

constexpr std::string_view kPolicy = R"({"AttributeName": "Policy"})";
/// Gives a topic its own policy again.
constexpr std::string_view kOwnPolicy = R"({"AttributeName": "Policy", "AttributeValue": ""})";

std::string topic_arn(const ResourceCall& call, const std::string& name) {
  return call.regional_arn("sns", name);
}

/// The id is the ARN, whose end is the name.
std::string name_of(const ResourceCall& call) {
  return call.physical_id.substr(call.physical_id.rfind(':') + 1);
}

void topic_name(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["TopicName"] = name_of(call);
}

ApiResult<void> prepare_topic(const ResourceCall& call, json::object& params) {
  params["Name"] = name_of(call);
  return {};
}

/// Whether the topic has another policy than its own.
Task<ApiResult<bool>> inline_policy_exists(ResourceCall& call) {
  const json::object params{{"TopicArn", call.physical_id}};
  const ApiResult<json::object> topic = co_await call.call("sns", "GetTopicAttributes", params);
  if (topic.has_error()) co_return found(topic);
  co_return json::serialize(*topic).find("__default_policy_ID") == std::string::npos;
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
                  .takes = {{"DisplayName", "Attributes.DisplayName"},
                            {"SignatureVersion", "Attributes.SignatureVersion"},
                            {"TracingConfig", "Attributes.TracingConfig"}},
                  .id = "TopicArn",
                  .read = "GetTopicAttributes",
                  .settings = {{.put = "SetTopicAttributes",
                                .takes = {{"DisplayName", "AttributeValue", R"("")"}},
                                .put_with = R"({"AttributeName": "DisplayName"})",
                                .at = At::kUpdate},
                               {.put = "SetTopicAttributes",
                                .takes = {{"SignatureVersion", "AttributeValue", R"("")"}},
                                .put_with = R"({"AttributeName": "SignatureVersion"})",
                                .at = At::kUpdate},
                               {.put = "SetTopicAttributes",
                                .takes = {{"TracingConfig", "AttributeValue", R"("")"}},
                                .put_with = R"({"AttributeName": "TracingConfig"})",
                                .at = At::kUpdate}},
                  .remove = "DeleteTopic",
                  .tagging = &kTagging},
        .reads = {"Subscription"},
        .prepare = prepare_topic,
        .configure = change_subscriptions,
        .attributes_of = topic_name,
        .id_of_name = topic_arn,
    },
    {
        // A topic has one; SetTopicAttributes would replace it, so AWS's handler looks first.
        .name = "AWS::SNS::TopicInlinePolicy",
        .name_property = "TopicArn",
        .calls = {.service = "sns",
                  .id_member = "TopicArn",
                  .create = "SetTopicAttributes",
                  .name_member = "TopicArn",
                  .takes = {{"PolicyDocument", "AttributeValue"}},
                  .create_with = kPolicy,
                  .update = "SetTopicAttributes",
                  .sends = ServiceCalls::Sends::kAll,
                  .update_with = kPolicy,
                  .remove = "SetTopicAttributes",
                  .remove_with = kOwnPolicy},
        .looks_first = true,
        .exists = inline_policy_exists,
    },
    {
        .name = "AWS::SNS::TopicPolicy",
        .attributes = {"Id"},
        .name_rule = {128},
        .calls = {.service = "sns",
                  .lists = {{.property = "Topics",
                             .member = "TopicArn",
                             .add = "SetTopicAttributes",
                             .remove = "SetTopicAttributes",
                             .takes = {{"PolicyDocument", "AttributeValue"}},
                             .add_with = kPolicy,
                             .remove_with = kOwnPolicy}}},
    },
};

}  // namespace

const std::span<const ResourceType> kSnsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
