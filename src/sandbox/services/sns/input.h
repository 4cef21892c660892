#pragma once
/// What SNS's operations have in common: the topic or subscription that a call names, and how they are shown.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/sns_repository.h"

namespace eni::sandbox::sns_service {

SnsRepository& repository(const Call& call);

Access topic_access(const Call& call);      ///< TopicArn, with the topic's policy
Access new_topic_access(const Call& call);  ///< the ARN that Name will have
Access tagged_access(const Call& call);     ///< ResourceArn
Access subscribe_access(const Call& call);  ///< TopicArn, with sns:Endpoint and sns:Protocol

ApiError invalid_parameter(std::string message);  ///< "Invalid parameter: " and this
ApiError not_found(std::string what);             ///< "Topic does not exist"

/// arn:aws:sns:REGION:ACCOUNT:NAME, also of subscriptions, whose names hold the topic's.
std::string arn_of(const Call& call, const NamedDocument& row);

/// The topic of TopicArn, which may be another account's.
/// @error  InvalidParameter for what is no ARN of a topic in this Region, NotFound
ApiResult<NamedDocument> find_topic(const Call& call);
/// The subscription of SubscriptionArn. @error  the same
ApiResult<NamedDocument> find_subscription(const Call& call);
/// All of a topic, in no particular order.
std::vector<NamedDocument> subscriptions_of(const Call& call, const NamedDocument& topic);

/// A map as query replies have it.
json::object map_of(const json::object& members);

/// What a list is of.
struct Listed {
  NamedDocuments& documents;
  std::string account;
  std::string region;
  std::string prefix = {};  ///< of the names, each of which is longer
};
/// The reply {`list`: those on this page, NextToken?}. @error  InvalidParameter for a token of none of ours
ApiResult<Reply> page_of(const Call& call, const Listed& listed, std::string_view list,
                         json::object (*shown)(const Call&, const NamedDocument&));

}  // namespace eni::sandbox::sns_service
