#include "sandbox/services/sns/input.h"

#include <algorithm>

#include "aws/arn.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::sns_service {
namespace {

constexpr std::size_t kPage = 100;

std::optional<NamedDocument> topic_of(const Call& call, std::string_view text) {
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "sns") return std::nullopt;
  return repository(call).topics.find(arn->account, arn->region, arn->resource);
}

}  // namespace

SnsRepository& repository(const Call& call) { return call.store<SnsRepository>(); }

namespace {

Access access_to_topic(const Call& call, const std::string& arn) {
  const auto topic = topic_of(call, arn);
  Access access = access_with_tags(call, arn, topic ? array_at(topic->document, "Tags") : json::array{});
  // A topic that was not told lets in its own account, and of services those that are known to its default policy.
  if (topic) access.resource_policy = text_at(object_at(topic->document, "Attributes"), "Policy");
  const bool is_stranger =
      call.principal.type == PrincipalType::kService && call.principal.arn != "cloudwatch.amazonaws.com";
  if (is_stranger && access.resource_policy.empty())
    access.resource_policy = R"({"Version": "2012-10-17", "Statement": []})";
  return access;
}

}  // namespace

Access topic_access(const Call& call) { return access_to_topic(call, call.params.text_or("TopicArn", "*")); }

Access new_topic_access(const Call& call) {
  return access_to_topic(call, call.arn("sns", call.params.text_or("Name", "")));
}

Access tagged_access(const Call& call) {
  return access_to_topic(call, call.params.text_or("ResourceArn", "*"));
}

Access subscribe_access(const Call& call) {
  Access access = topic_access(call);
  for (const auto& [member, key] :
       {std::pair{"Endpoint", "sns:Endpoint"}, std::pair{"Protocol", "sns:Protocol"}})
    if (const auto value = call.params.text(member)) access.context.emplace_back(key, *value);
  return access;
}

ApiError invalid_parameter(std::string message) {
  return {"InvalidParameter", "Invalid parameter: " + std::move(message), 400};
}

ApiError not_found(std::string what) { return {"NotFound", std::move(what) + " does not exist", 404}; }

std::string arn_of(const Call& call, const NamedDocument& row) {
  return "arn:" + std::string(call.partition()) + ":sns:" + row.region + ":" + row.account + ":" + row.name;
}

ApiResult<NamedDocument> find_topic(const Call& call) {
  const std::string text = call.params.text_or("TopicArn", "");
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "sns" || arn->region != call.region.value ||
      arn->resource.find(':') != std::string::npos)
    return invalid_parameter("TopicArn");
  auto topic = topic_of(call, text);
  if (!topic) return not_found("Topic");
  return *std::move(topic);
}

ApiResult<NamedDocument> find_subscription(const Call& call) {
  const auto arn = aws::Arn::parse(call.params.text_or("SubscriptionArn", ""));
  if (!arn || arn->service != "sns" || arn->region != call.region.value ||
      arn->resource.find(':') == std::string::npos)
    return invalid_parameter(
        "SubscriptionArn Reason: An ARN must have at least 6 elements, not " +
        std::to_string(std::ranges::count(call.params.text_or("SubscriptionArn", ""), ':') + 1));
  auto subscription = repository(call).subscriptions.find(arn->account, arn->region, arn->resource);
  if (!subscription) return not_found("Subscription");
  return *std::move(subscription);
}

std::vector<NamedDocument> subscriptions_of(const Call& call, const NamedDocument& topic) {
  const std::string prefix = topic.name + ":";
  auto rows = repository(call).subscriptions.list(topic.account, topic.region, prefix);
  std::erase_if(rows, [&](const NamedDocument& row) { return !row.name.starts_with(prefix); });
  return rows;
}

json::object map_of(const json::object& members) {
  json::array entries;
  for (const auto& [key, value] : members) entries.push_back(json::object{{"key", key}, {"value", value}});
  return json::object{{"entry", std::move(entries)}};
}

ApiResult<Reply> page_of(const Call& call, const Listed& listed, std::string_view list,
                         json::object (*shown)(const Call&, const NamedDocument&)) {
  const auto after = read_page_token(call.params.text_or("NextToken", ""));
  if (!after)
    return invalid_parameter("NextToken Reason: not a token of this operation");  // Assumed wording.
  json::array items;
  json::object reply;
  std::string last;
  const std::string begin = std::max(*after, listed.prefix);
  for (const NamedDocument& row :
       listed.documents.list(listed.account, listed.region, begin, static_cast<std::int64_t>(kPage) + 1)) {
    if (!row.name.starts_with(listed.prefix)) break;
    if (items.size() == kPage) {
      reply["NextToken"] = page_token(last);
      break;
    }
    items.push_back(shown(call, row));
    last = row.name;
  }
  reply[list] = std::move(items);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::sns_service
