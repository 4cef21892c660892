/// RegisterScalableTarget, DescribeScalableTargets, DeregisterScalableTarget.
#include <algorithm>

#include "sandbox/gateway/commit_hook.h"
#include "sandbox/services/application-autoscaling/alarms.h"
#include "sandbox/services/application-autoscaling/calls.h"
#include "sandbox/services/application-autoscaling/engine.h"
#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/operations.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::string_view kSuspensions[] = {"DynamicScalingInSuspended", "DynamicScalingOutSuspended",
                                             "ScheduledScalingSuspended"};

/// What the call gives of a target's settings, over what it had.
ApiResult<json::object> changed_settings(const Call& call, json::object settings) {
  for (const std::string_view name : {"MinCapacity", "MaxCapacity"}) {
    if (const auto given = find_integer(call.params.all(), name)) settings[name] = *given;
    if (!find(settings, name))  // Assumed wording.
      return aws::validation_exception(
          "MinCapacity and MaxCapacity must be specified to register a scalable target");
    if (integer_at(settings, name) < 0)  // Assumed wording.
      return aws::validation_exception(std::string(name) + " must not be negative");
  }
  if (integer_at(settings, "MaxCapacity") < integer_at(settings, "MinCapacity"))
    return aws::validation_exception("Maximum capacity cannot be less than minimum capacity");
  json::object suspended = object_at(settings, "SuspendedState");
  const json::object* given = call.params.object("SuspendedState");
  for (const std::string_view name : kSuspensions) {
    const bool before = flag_at(suspended, name);
    suspended[name] = given != nullptr ? flag_at(*given, name, before) : before;
  }
  settings["SuspendedState"] = std::move(suspended);
  return settings;
}

/// 34 characters, as AWS's are.
std::string new_target_id(Random& random) { return random.text(34, "0123456789abcdef"); }

ApiResult<ScalableTarget> changed_target(const Call& call, const std::string& resource_id) {
  auto target = repository(call).find(call.account().value, call.region.value, resource_id);
  if (!target) {
    target.emplace();
    target->account = call.account().value;
    target->region = call.region.value;
    target->resource_id = resource_id;
    target->created = millis(call.now());
    target->document["ScalableTargetARN"] =
        call.arn("application-autoscaling", "scalable-target/" + new_target_id(call.random()));
  }
  ENI_TRY(target->document, changed_settings(call, target->document));
  return *std::move(target);
}

json::object target_value(const ScalableTarget& target) {
  json::object value;
  for (const auto& [name, member] : target.document)
    if (!name.starts_with('_')) value[name] = member;
  value["CreationTime"] = timestamp(target.created);
  add_resource(value, target.resource_id);
  return value;
}

}  // namespace

/// Tags are those of a new target: of one that is there they are refused.
Task<ApiResult<Reply>> register_scalable_target(Call& call) {
  ENI_CO_TRY(const std::string resource_id, read_resource_id(call));
  ENI_CO_CHECK(changed_target(call, resource_id));
  auto ensuring = ensure_service_linked_role(call);
  ENI_CO_TRY(const std::string role, co_await std::move(ensuring));
  auto describing = describe_service(call.env, place_of(call), resource_id);
  ENI_CO_CHECK(co_await std::move(describing));
  // While others were asked, another call may have made it.
  ENI_CO_TRY(ScalableTarget target, changed_target(call, resource_id));
  const json::object* tags = call.params.object("Tags");
  if (tags != nullptr && target.number != 0)
    co_return aws::validation_exception(  // Assumed wording.
        "Tags can only be specified when a scalable target is registered for the first time");
  if (tags != nullptr) target.document["_tags"] = *tags;
  target.document["RoleARN"] = role;
  const Reply reply{json::object{{"ScalableTargetARN", text_at(target.document, "ScalableTargetARN")}}};
  sqlite::Transaction transaction{call.env.store.database()};
  if (target.number == 0) {
    target = repository(call).insert(std::move(target));
  } else {
    repository(call).update(target);
  }
  run_commit_hook(call, reply);
  transaction.commit();
  co_return reply;
}

ApiResult<Reply> describe_scalable_targets(Call& call) {
  std::vector<std::string> keys;
  json::array values;
  for (const ScalableTarget& target : asked_targets(call)) {
    keys.push_back(target.resource_id);
    values.push_back(target_value(target));
  }
  return page_of(call, "ScalableTargets", keys, values);
}

/// With its policies, their alarms, and its scheduled actions.
Task<ApiResult<Reply>> deregister_scalable_target(Call& call) {
  ENI_CO_TRY(const ScalableTarget target, find_target(call));
  for (const ScalingPart& policy : repository(call).parts(target.number, ScalingPartKind::kPolicy)) {
    TargetPolicy stored{call.env, target, policy};
    auto deleting = scaling::delete_policy(call.env, stored);
    co_await std::move(deleting);
  }
  repository(call).remove(target.number);
  engine_of(call.env).schedules_changed();
  co_return Reply{json::object{}};
}

}  // namespace eni::sandbox::application_autoscaling_service
