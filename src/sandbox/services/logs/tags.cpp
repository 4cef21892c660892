/// TagLogGroup, UntagLogGroup, ListTagsLogGroup, and the same three by the resource's ARN.
#include "aws/arn.h"
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"

namespace eni::sandbox::logs_service {
namespace {

ApiResult<LogGroup> group_by_arn(Call& call) {
  const std::string text = call.params.text_or("resourceArn", "");
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "logs" || arn->resource_type() != "log-group" || text.ends_with(":*"))
    return invalid_parameter("The specified resourceArn is not the ARN of a log group: " + text);
  auto group = repository(call).find_group(call.account().value, call.region.value, arn->resource_id());
  if (!group || arn->region != call.region.value || arn->account != call.account().value)
    return ApiError{"ResourceNotFoundException", "The specified resource does not exist.", 400};
  return *std::move(group);
}

ApiResult<Reply> tag(Call& call, const LogGroup& group) {
  ENI_TRY(const auto tags, tag_map(call));
  LogsRepository& logs = repository(call);
  auto all = logs.tags(group.id);
  for (const auto& [key, value] : tags) all[key] = value;
  if (all.size() > 50)
    return ApiError{"TooManyTagsException", "A resource can have no more than 50 tags.", 400};
  for (const auto& [key, value] : tags) logs.set_tag(group.id, key, value);
  return Reply{};
}

Reply untag(Call& call, const LogGroup& group, std::string_view member) {
  for (const std::string& key : texts_at(call.params.all(), member))
    repository(call).remove_tag(group.id, key);
  return Reply{};
}

Reply listed(Call& call, const LogGroup& group) {
  json::object tags;
  for (const auto& [key, value] : repository(call).tags(group.id)) tags[key] = value;
  return json::object{{"tags", std::move(tags)}};
}

}  // namespace

ApiResult<Reply> tag_log_group(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  return tag(call, group);
}

ApiResult<Reply> untag_log_group(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  return untag(call, group, "tags");
}

ApiResult<Reply> list_tags_log_group(Call& call) {
  ENI_TRY(const auto group, find_group(call));
  return listed(call, group);
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(const auto group, group_by_arn(call));
  return tag(call, group);
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(const auto group, group_by_arn(call));
  return untag(call, group, "tagKeys");
}

ApiResult<Reply> list_tags_for_resource(Call& call) {
  ENI_TRY(const auto group, group_by_arn(call));
  return listed(call, group);
}

}  // namespace eni::sandbox::logs_service
