#include "sandbox/services/autoscaling/schedules/scheduled_action.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/autoscaling/input.h"
#include "schedule/cron.h"

namespace eni::sandbox::autoscaling_service {
namespace {

ApiResult<std::optional<TimePoint>> time_at(const json::object& input, std::string_view name) {
  const json::value* given = find(input, name);
  if (!given) return std::optional<TimePoint>{};
  if (given->is_number())
    return std::optional{time_of(static_cast<std::int64_t>(given->to_number<double>() * 1000))};
  const auto time = parse_iso8601(as_text(*given));
  if (!time)
    return aws::validation_error("Timestamp '" + as_text(*given) + "' of " + std::string(name) +
                                 " is not valid.");
  return std::optional{*time};
}

ApiResult<void> check_time_zone(const json::object& input) {
  const std::string zone = text_at(input, "TimeZone");
  if (zone.empty() || zone == "UTC" || zone == "Etc/UTC") return {};
  return aws::validation_error("the sandbox does not support the time zone " + zone + ": only UTC");
}

/// Sizes that are given, against each other. [unverified] all words but those of the last
ApiResult<void> check_sizes(const json::object& input) {
  const auto min = find_integer(input, "MinSize");
  const auto max = find_integer(input, "MaxSize");
  const auto desired = find_integer(input, "DesiredCapacity");
  if (min && max && *min > *max)
    return aws::validation_error("Max size must be greater than or equal to min size");
  if (desired && max && *desired > *max)
    return aws::validation_error("Desired capacity must be less than or equal to max size");
  if (desired && min && *desired < *min)
    return aws::validation_error("Desired capacity must be greater than or equal to min size");
  return {};
}

}  // namespace

ApiResult<AutoScalingPart> read_action(const Call& call, const AutoScalingGroup& group,
                                       const json::object& input) {
  ENI_CHECK(check_time_zone(input));
  if (!find(input, "MinSize") && !find(input, "MaxSize") && !find(input, "DesiredCapacity"))
    return aws::validation_error("At least one of MinSize, MaxSize, or DesiredCapacity must be specified.");
  ENI_CHECK(check_sizes(input));
  ENI_TRY(auto start, time_at(input, "StartTime"));
  if (!start) {
    ENI_TRY(start, time_at(input, "Time"));
  }
  ENI_TRY(const auto end, time_at(input, "EndTime"));
  const std::string recurrence = text_at(input, "Recurrence");
  if (!recurrence.empty() && !schedule::Cron::parse(recurrence))
    return aws::validation_error("Given recurrence string: " + recurrence + " is invalid");
  if (start && *start < call.now()) return aws::validation_error("Given start time is in the past");
  if (start && end && *end <= *start) return aws::validation_error("End time must be after start time");
  AutoScalingPart action;
  action.group = group.number;
  action.kind = AutoScalingPartKind::kScheduledAction;
  action.name = text_at(input, "ScheduledActionName");
  for (const std::string_view name : {"Recurrence", "MinSize", "MaxSize", "DesiredCapacity", "TimeZone"})
    if (const json::value* value = find(input, name)) action.document[name] = *value;
  if (end) action.document["EndTime"] = iso8601(*end);
  action.document["_arn"] = call.arn("autoscaling", "scheduledUpdateGroupAction:" + call.random().uuid() +
                                                        ":autoScalingGroupName/" + group.name +
                                                        ":scheduledActionName/" + action.name);
  if (!start) start = next_run(action, call.now());
  if (!start) return aws::validation_error("Either StartTime or Recurrence must be specified.");
  action.due = millis(*start);
  return action;
}

std::optional<TimePoint> next_run(const AutoScalingPart& action, TimePoint time) {
  const auto cron = schedule::Cron::parse(text_at(action.document, "Recurrence"));
  const auto next = cron ? cron->next(time) : std::nullopt;
  const auto end = parse_iso8601(text_at(action.document, "EndTime"));
  if (!next || (end && *next > *end)) return std::nullopt;
  return next;
}

json::object action_value(const AutoScalingPart& action, const AutoScalingGroup& group) {
  json::object value;
  for (const auto& [name, member] : action.document)
    if (!name.starts_with('_')) value[name] = member;
  value["ScheduledActionName"] = action.name;
  value["ScheduledActionARN"] = text_at(action.document, "_arn");
  value["AutoScalingGroupName"] = group.name;
  value["StartTime"] = iso8601(time_of(action.due));
  value["Time"] = iso8601(time_of(action.due));
  return value;
}

}  // namespace eni::sandbox::autoscaling_service
