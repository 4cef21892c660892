#include "sandbox/services/sns/operations.h"

#include "sandbox/services/sns/input.h"
#include "sandbox/services/sns/service.h"

namespace eni::sandbox::sns_service {
namespace {

constexpr std::string_view kAttributes =
    "of the attributes DeliveryPolicy, DisplayName, Policy, SignatureVersion and TracingConfig; only the "
    "policy has an effect";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"CreateTopic", new_topic_access, create_topic, "Name Attributes Tags", {.differences = kAttributes}},
    {"DeleteTopic", topic_access, delete_topic, "TopicArn"},
    {"GetTopicAttributes", topic_access, get_topic_attributes, "TopicArn"},
    {"SetTopicAttributes",
     topic_access,
     set_topic_attributes,
     "TopicArn AttributeName AttributeValue",
     {.differences = kAttributes}},
    {"ListTopics", any_resource, list_topics, "NextToken"},

    {"Subscribe",
     subscribe_access,
     subscribe,
     "TopicArn Protocol Endpoint Attributes ReturnSubscriptionArn",
     {.differences = "Lambda functions, and email addresses, which nobody confirms; no filters"}},
    // IAM knows no resource of them. Source: Service Authorization Reference, "Amazon SNS".
    {"Unsubscribe", any_resource, unsubscribe, "SubscriptionArn"},
    {"GetSubscriptionAttributes", any_resource, get_subscription_attributes, "SubscriptionArn"},
    {"SetSubscriptionAttributes",
     any_resource,
     set_subscription_attributes,
     "SubscriptionArn AttributeName AttributeValue",
     {.differences = "no attribute but those that ask for nothing"}},
    {"ListSubscriptions", any_resource, list_subscriptions, "NextToken"},
    {"ListSubscriptionsByTopic", topic_access, list_subscriptions_by_topic, "TopicArn NextToken"},

    {"Publish",
     topic_access,
     publish,
     "TopicArn Message Subject MessageStructure MessageAttributes",
     {.differences =
          "answers when Lambda has every function's message; a function that cannot be reached is told once; "
          "signatures are EXAMPLE"}},

    {"ListTagsForResource", tagged_access, list_tags_for_resource, "ResourceArn"},
    {"TagResource", tagged_access, tag_resource, "ResourceArn Tags"},
    {"UntagResource", tagged_access, untag_resource, "ResourceArn TagKeys"},
};

}  // namespace

const Service kService = {
    .name = "sns",
    .title = "Amazon Simple Notification Service",
    .protocol = Protocol::kQuery,
    .version = "2010-03-31",
    .xml_namespace = "http://sns.amazonaws.com/doc/2010-03-31/",
    .target_prefix = {},
    .operations = kOperations,
    .constraint_code = "ValidationError",
    .unsupported_code = "InvalidParameter",
};

}  // namespace eni::sandbox::sns_service
