#include "sandbox/services/logs/access.h"

#include "aws/arn.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/logs/input.h"

namespace eni::sandbox::logs_service {
namespace {

/// A resource of a log group, whose tags are those of the group.
Access in_group(const Call& call, const std::string& group_name, std::string arn) {
  json::object tags;
  const auto group = repository(call).find_group(call.account().value, call.region.value, group_name);
  if (group)
    for (const auto& [key, value] : repository(call).tags(group->id)) tags[key] = value;
  return access_with_tags(call, std::move(arn), tags);
}

}  // namespace

Access group_access(const Call& call) {
  const std::string group = group_named_in(call);
  return in_group(call, group, call.arn("logs", "log-group:" + group + ":log-stream:"));
}

Access untagged_access(const Call& call) {
  Access access = group_access(call);
  for (const std::string& key : texts_at(call.params.all(), "tags"))
    access.context.emplace_back("aws:TagKeys", key);
  return access;
}

Access stream_access(const Call& call) {
  const std::string group = group_named_in(call);
  return in_group(
      call, group,
      call.arn("logs", "log-group:" + group + ":log-stream:" + call.params.text_or("logStreamName", "")));
}

Access all_groups_access(const Call& call) {
  return access_with_tags(call, call.arn("logs", "log-group::log-stream:"));
}

Access tagged_access(const Call& call) {
  const std::string text = call.params.text_or("resourceArn", "*");
  const auto arn = aws::Arn::parse(text);
  std::string_view group = arn ? arn->resource_id() : std::string_view{};
  if (group.ends_with(":*")) group.remove_suffix(2);
  return in_group(call, std::string(group), text);
}

}  // namespace eni::sandbox::logs_service
