/// PutScheduledUpdateGroupAction, DeleteScheduledAction, both in batches, DescribeScheduledActions.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/schedules/operations.h"
#include "sandbox/services/autoscaling/schedules/scheduled_action.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxActions = 125;
constexpr AutoScalingPartKind kAction = AutoScalingPartKind::kScheduledAction;

ApiResult<void> put(const Call& call, const AutoScalingGroup& group, const json::object& input) {
  ENI_TRY(auto action, read_action(call, group, input));
  const auto before = groups_of(call).find_part(group.number, kAction, action.name);
  if (!before && groups_of(call).parts(group.number, kAction).size() >= kMaxActions)
    return ApiError{"LimitExceeded", "An Auto Scaling group can have at most 125 scheduled actions.", 400};
  if (before) action.document["_arn"] = text_at(before->document, "_arn");
  groups_of(call).put_part(action);
  return {};
}

ApiResult<void> remove(const Call& call, const AutoScalingGroup& group, const std::string& name) {
  if (!groups_of(call).find_part(group.number, kAction, name))
    return aws::validation_error("Scheduled action name not found: " + name);
  groups_of(call).remove_part(group.number, kAction, name);
  return {};
}

json::object failed(const std::string& name, const ApiError& error) {
  return {{"ScheduledActionName", name}, {"ErrorCode", error.code}, {"ErrorMessage", error.message}};
}

Reply failures(std::string_view list, json::array entries) {
  json::object reply;
  reply[list] = std::move(entries);
  return Reply{std::move(reply)};
}

std::optional<TimePoint> time_in(const json::object& input, std::string_view name) {
  const json::value* given = find(input, name);
  return given ? parse_iso8601(as_text(*given)) : std::nullopt;
}

bool is_wanted(const AutoScalingPart& action, const json::object& input) {
  const auto names = texts_at(input, "ScheduledActionNames");
  if (!names.empty()) return std::ranges::find(names, action.name) != names.end();
  const auto start = time_in(input, "StartTime");
  const auto end = time_in(input, "EndTime");
  const TimePoint due = time_of(action.due);
  return (!start || due >= *start) && (!end || due <= *end);
}

}  // namespace

ApiResult<Reply> put_scheduled_update_group_action(Call& call) {
  const json::object input = typed_input(call, "PutScheduledUpdateGroupAction");
  ENI_TRY(const auto group, changeable_group(call));
  ENI_CHECK(put(call, group, input));
  engine_of(call.env).schedules().changed();
  return empty_reply();
}

ApiResult<Reply> batch_put_scheduled_update_group_action(Call& call) {
  const json::object input = typed_input(call, "BatchPutScheduledUpdateGroupAction");
  ENI_TRY(const auto group, changeable_group(call));
  json::array failing;
  for (const json::value& entry : array_at(input, "ScheduledUpdateGroupActions")) {
    const auto done = put(call, group, entry.as_object());
    if (done.has_error()) failing.push_back(failed(text_at(entry, "ScheduledActionName"), done.error()));
  }
  engine_of(call.env).schedules().changed();
  return failures("FailedScheduledUpdateGroupActions", std::move(failing));
}

ApiResult<Reply> delete_scheduled_action(Call& call) {
  ENI_TRY(const auto group, named_group(call));
  ENI_CHECK(remove(call, group, call.params.text_or("ScheduledActionName", "")));
  engine_of(call.env).schedules().changed();
  return empty_reply();
}

ApiResult<Reply> batch_delete_scheduled_action(Call& call) {
  const json::object input = typed_input(call, "BatchDeleteScheduledAction");
  ENI_TRY(const auto group, named_group(call));
  json::array failing;
  for (const std::string& name : texts_at(input, "ScheduledActionNames")) {
    const auto done = remove(call, group, name);
    if (done.has_error()) failing.push_back(failed(name, done.error()));
  }
  engine_of(call.env).schedules().changed();
  return failures("FailedScheduledActions", std::move(failing));
}

ApiResult<Reply> describe_scheduled_actions(Call& call) {
  const json::object input = typed_input(call, "DescribeScheduledActions");
  std::vector<AutoScalingGroup> groups;
  if (const std::string name = text_at(input, "AutoScalingGroupName"); !name.empty()) {
    ENI_TRY(auto group, find_group(call, name));
    groups.push_back(std::move(group));
  } else {
    groups = groups_of(call).list(place_of(call), "", -1);
  }
  std::vector<std::string> keys;
  json::array values;
  for (const AutoScalingGroup& group : groups) {
    for (const AutoScalingPart& action : groups_of(call).parts(group.number, kAction)) {
      if (!is_wanted(action, input)) continue;
      keys.push_back(group.name + "\n" + action.name);
      values.push_back(action_value(action, group));
    }
  }
  ENI_TRY(const Page page, page_of(call, keys, 50));
  return page_reply("ScheduledUpdateGroupActions",
                    json::array(values.begin() + page.begin, values.begin() + page.end), page.next_token);
}

}  // namespace eni::sandbox::autoscaling_service
