/// CreateLogGroup, DeleteLogGroup, DescribeLogGroups.
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr long long kMaxPage = 50;

/// "" if absent. DELIVERY, AWS's third class, is not made here.
ApiResult<std::string> group_class(const Call& call) {
  std::string name = call.params.text_or("logGroupClass", "");
  if (!name.empty() && name != "STANDARD" && name != "INFREQUENT_ACCESS" && name != "DELIVERY")
    return constraint_error(name, "logGroupClass",
                            "Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY]");
  return name;
}

ApiResult<std::string> class_to_make(const Call& call) {
  ENI_TRY(std::string name, group_class(call));
  if (name == "DELIVERY")
    return invalid_parameter(
        "logGroupClass DELIVERY is not supported: nothing delivers to S3 or Firehose here.");
  return name.empty() ? "STANDARD" : std::move(name);
}

ApiResult<LogGroupQuery> query_of(const Call& call, int page) {
  LogGroupQuery query;
  ENI_TRY(query.prefix, group_name_prefix(call));
  query.part = call.params.text_or("logGroupNamePattern", "");
  if (!query.prefix.empty() && !query.part.empty())
    return invalid_parameter(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  ENI_TRY(query.log_group_class, group_class(call));
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

}  // namespace

ApiResult<Reply> create_log_group(Call& call) {
  LogGroup group;
  ENI_TRY(group.name, required_group_name(call));
  ENI_TRY(group.log_group_class, class_to_make(call));
  ENI_TRY(const auto tags, tag_map(call.params.object("tags")));
  if (call.params.has("kmsKeyId"))
    return invalid_parameter("kmsKeyId is not supported: the sandbox does not model AWS KMS.");
  ENI_TRY(const auto is_protected, flag(call, "deletionProtectionEnabled", false));
  if (is_protected)
    return invalid_parameter(
        "deletionProtectionEnabled is not supported: every log group can be deleted here.");
  LogsRepository& logs = repository(call);
  if (logs.find_group(call.account().value, call.region.value, group.name))
    return already_exists("The specified log group already exists");
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
  ENI_TRY(const auto limit, integer(call, "limit", 1, kMaxPage));
  const auto page = static_cast<int>(limit.value_or(kMaxPage));
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
