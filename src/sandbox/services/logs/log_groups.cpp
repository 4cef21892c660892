/// CreateLogGroup, DeleteLogGroup, DescribeLogGroups.
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::int64_t kMaxPage = 50;

/// DELIVERY, AWS's third class, is not made here.
ApiResult<std::string> class_to_make(const Call& call) {
  std::string name = call.params.text_or("logGroupClass", "STANDARD");
  if (name == "DELIVERY")
    return invalid_parameter(
        "logGroupClass DELIVERY is not supported: nothing delivers to S3 or Firehose here.");
  return name;
}

ApiResult<LogGroupQuery> query_of(const Call& call, int page) {
  LogGroupQuery query;
  query.prefix = call.params.text_or("logGroupNamePrefix", "");
  query.part = call.params.text_or("logGroupNamePattern", "");
  if (!query.prefix.empty() && !query.part.empty())
    return invalid_parameter(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  query.log_group_class = call.params.text_or("logGroupClass", "");
  query.after = call.params.text_or("nextToken", "");
  query.limit = page + 1;
  return query;
}

json::object described(const Call& call, const LogGroup& group) {
  const std::string arn = group_arn(call, group.name);
  json::object entry{{"logGroupName", group.name},
                     {"creationTime", group.creation_time},
                     {"metricFilterCount", 0},
                     {"arn", arn + ":*"},
                     {"storedBytes", group.stored_bytes},
                     {"logGroupClass", group.log_group_class},
                     {"deletionProtectionEnabled", false},
                     {"logGroupArn", arn}};
  if (group.retention_days) entry["retentionInDays"] = *group.retention_days;
  return entry;
}

/// To make a group with tags either of both permissions suffices. Source: Amazon CloudWatch Logs API Reference, CreateLogGroup; the
/// words are those that its callers report.
ApiResult<void> may_tag(const Call& call, const std::string& group_name) {
  const std::string arn = group_arn(call, group_name) + ":log-stream:";
  if (may_give_tags(call, "logs:TagLogGroup", arn)) return {};
  if (may_give_tags(call, "logs:TagResource", arn)) return {};
  return aws::access_denied(
      "User with accountId: " + call.account().value +
      " is not authorized to perform CreateLogGroup with Tags. An additional permission "
      "\"logs:TagResource\" is required.");
}

}  // namespace

ApiResult<Reply> create_log_group(Call& call) {
  LogGroup group;
  group.name = group_named_in(call);
  ENI_TRY(group.log_group_class, class_to_make(call));
  ENI_TRY(const auto tags, tag_map(call));
  LogsRepository& logs = repository(call);
  if (logs.find_group(call.account().value, call.region.value, group.name))
    return already_exists("The specified log group already exists");
  ENI_CHECK(may_tag(call, group.name));
  group.creation_time = now_millis(call);
  const LogGroup created = logs.create_group(call.account().value, call.region.value, group);
  for (const auto& [key, value] : tags) logs.set_tag(created.id, key, value);
  return Reply{};
}

ApiResult<Reply> delete_log_group(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  repository(call).delete_group(group.id);
  return Reply{};
}

ApiResult<Reply> describe_log_groups(Call& call) {
  const auto page = static_cast<int>(integer_at(call.params.all(), "limit", kMaxPage));
  ENI_TRY(const auto query, query_of(call, page));
  LogsRepository& logs = repository(call);
  auto groups = logs.list_groups(call.account().value, call.region.value, query);
  json::object reply;
  if (groups.size() > static_cast<std::size_t>(page)) {
    groups.pop_back();
    reply["nextToken"] = groups.back().name;
  }
  json::array entries;
  for (LogGroup& group : groups) {
    logs.expire(group, now_millis(call));
    entries.push_back(described(call, group));
  }
  reply["logGroups"] = std::move(entries);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::logs_service
