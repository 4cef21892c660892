/// PutScheduledAction, DescribeScheduledActions, DeleteScheduledAction, and what the actions do.
#include "base/time_text.h"
#include "sandbox/services/application-autoscaling/engine.h"
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/operations.h"
#include "sandbox/services/application-autoscaling/scheduled_action.h"
#include "schedule/schedule.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::size_t kMaxActions = 200;
constexpr ScalingPartKind kAction = ScalingPartKind::kScheduledAction;

/// Milliseconds; nothing if the call does not give it.
std::optional<std::int64_t> time_given(const Call& call, std::string_view name) {
  const json::value* given = call.params.find(name);
  if (given == nullptr) return std::nullopt;
  if (given->is_number()) return static_cast<std::int64_t>(given->to_number<double>() * 1000);
  const auto time = parse_iso8601(as_text(*given));
  return time ? std::optional{millis(*time)} : std::nullopt;
}

/// Wordings assumed.
ApiResult<void> check_action(const ScalingPart& action) {
  const json::object& change = object_at(action.document, "ScalableTargetAction");
  const auto min = find_integer(change, "MinCapacity");
  const auto max = find_integer(change, "MaxCapacity");
  if (!min && !max)
    return aws::validation_exception("ScalableTargetAction must have a MinCapacity or a MaxCapacity");
  if (min && max && *max < *min)
    return aws::validation_exception("Maximum capacity cannot be less than minimum capacity");
  const std::string zone = text_at(action.document, "Timezone");
  if (!zone.empty() && zone != "UTC" && zone != "Etc/UTC")
    return aws::validation_exception("the sandbox does not support the time zone " + zone + ": only UTC");
  const std::string schedule = text_at(action.document, "Schedule");
  if (!schedule::Schedule::parse(schedule))
    return aws::validation_exception("Schedule expression is not valid: " + schedule);
  return {};
}

ApiResult<ScalingPart> read_action(const Call& call, const ScalableTarget& target) {
  const std::string name = call.params.text_or("ScheduledActionName", "");
  auto before = repository(call).find_part(target.number, kAction, name);
  ScalingPart action = before.value_or(ScalingPart{target.number, kAction, name, millis(call.now()), 0, {}});
  for (const std::string_view member : {"Schedule", "Timezone", "ScalableTargetAction"})
    if (const json::value* given = call.params.find(member)) action.document[member] = *given;
  for (const std::string_view member : {"StartTime", "EndTime"})
    if (const auto given = time_given(call, member)) action.document[member] = *given;
  if (!find(action.document, "ScheduledActionARN"))
    action.document["ScheduledActionARN"] =
        call.arn("autoscaling", "scheduledAction:" + call.random().uuid() + ":resource/ecs/" +
                                    target.resource_id + ":scheduledActionName/" + name);
  ENI_CHECK(check_action(action));
  const auto next = next_run(action, call.now());
  if (!next)  // Assumed wording.
    return aws::validation_exception("The schedule " + text_at(action.document, "Schedule") +
                                     " has no run to come");
  action.due = millis(*next);
  return action;
}

json::object action_value(const ScalingPart& action, const ScalableTarget& target) {
  json::object value = action.document;
  for (const std::string_view member : {"StartTime", "EndTime"})
    if (const auto time = find_integer(action.document, member)) value[member] = timestamp(*time);
  value["ScheduledActionName"] = action.name;
  value["CreationTime"] = timestamp(action.created);
  add_resource(value, target.resource_id);
  return value;
}

/// Bounds that do not fit each other leave the target as it is.
bool carry_out(Environment& env, ScalableTarget& target, const ScalingPart& action) {
  if (flag_at(object_at(target.document, "SuspendedState"), "ScheduledScalingSuspended")) return false;
  const json::object& change = object_at(action.document, "ScalableTargetAction");
  const std::int64_t min = integer_at(change, "MinCapacity", integer_at(target.document, "MinCapacity"));
  const std::int64_t max = integer_at(change, "MaxCapacity", integer_at(target.document, "MaxCapacity"));
  if (max < min) {
    env.log.warn("a scheduled action does not fit its target",
                 {{"resource", target.resource_id}, {"action", action.name}});
    return false;
  }
  target.document["MinCapacity"] = min;
  target.document["MaxCapacity"] = max;
  target.document["_enforce"] = true;
  return true;
}

}  // namespace

std::optional<TimePoint> next_run(const ScalingPart& action, TimePoint time) {
  const auto schedule = schedule::Schedule::parse(text_at(action.document, "Schedule"));
  if (!schedule) return std::nullopt;
  const std::int64_t start = integer_at(action.document, "StartTime");
  const TimePoint from = time_of(start != 0 ? start : action.created);
  // A run at the start itself counts.
  const TimePoint after = start != 0 && from > time ? from - std::chrono::milliseconds{1} : time;
  const auto next = schedule->next(after, from);
  const std::int64_t end = integer_at(action.document, "EndTime");
  if (!next || (end != 0 && *next > time_of(end))) return std::nullopt;
  return next;
}

void run_due_actions(Environment& env, const std::function<void(std::int64_t)>& changed) {
  auto& targets = env.store.get<ApplicationAutoScalingRepository>();
  const TimePoint now = env.scheduler.now();
  for (ScalingPart& action : targets.due_parts(millis(now))) {
    auto target = targets.find(action.target);
    if (!target) continue;
    sqlite::Transaction transaction{env.store.database()};
    const bool has_new_bounds = carry_out(env, *target, action);
    if (has_new_bounds) targets.update(*target);
    const auto next = next_run(action, now);
    action.due = next ? millis(*next) : 0;
    targets.put_part(action);
    transaction.commit();
    if (has_new_bounds) changed(target->number);
  }
}

ApiResult<Reply> put_scheduled_action(Call& call) {
  ENI_TRY(const auto target, find_target(call));
  ENI_TRY(const auto action, read_action(call, target));
  const bool is_new = !repository(call).find_part(target.number, kAction, action.name);
  if (is_new && repository(call).parts(target.number, kAction).size() >= kMaxActions)
    return ApiError{"LimitExceededException",  // Assumed wording.
                    "A scalable target can have at most 200 scheduled actions."};
  repository(call).put_part(action);
  engine_of(call.env).schedules_changed();
  return Reply{json::object{}};
}

ApiResult<Reply> describe_scheduled_actions(Call& call) {
  std::vector<std::string> keys;
  json::array values;
  for (const ScalableTarget& target : asked_targets(call)) {
    for (const ScalingPart& action : repository(call).parts(target.number, kAction)) {
      if (!is_asked(call, "ScheduledActionNames", action.name)) continue;
      keys.push_back(target.resource_id + "\n" + action.name);
      values.push_back(action_value(action, target));
    }
  }
  return page_of(call, "ScheduledActions", keys, values);
}

ApiResult<Reply> delete_scheduled_action(Call& call) {
  ENI_TRY(const std::string resource_id, read_resource_id(call));
  const auto target = find_target(call);
  const std::string name = call.params.text_or("ScheduledActionName", "");
  if (target.has_error() || !repository(call).find_part(target->number, kAction, name))
    return not_found("scheduled action", resource_id);
  repository(call).remove_part(target->number, kAction, name);
  engine_of(call.env).schedules_changed();
  return Reply{json::object{}};
}

}  // namespace eni::sandbox::application_autoscaling_service
