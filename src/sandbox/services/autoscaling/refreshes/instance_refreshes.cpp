/// StartInstanceRefresh, CancelInstanceRefresh, RollbackInstanceRefresh, DescribeInstanceRefreshes.
#include <algorithm>

#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/launch_source.h"
#include "sandbox/services/autoscaling/launches/look_ups.h"
#include "sandbox/services/autoscaling/refreshes/operations.h"
#include "sandbox/services/autoscaling/refreshes/refresh.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr AutoScalingPartKind kRefresh = AutoScalingPartKind::kInstanceRefresh;

ApiError none_active(const AutoScalingGroup& group) {
  return {"ActiveInstanceRefreshNotFound",
          "No in progress or pending Instance Refresh found for Auto Scaling group " + group.name, 400};
}

ApiResult<void> check_percentages(const json::object& preferences) {
  const std::int64_t min = integer_at(preferences, "MinHealthyPercentage");
  const std::int64_t max = integer_at(preferences, "MaxHealthyPercentage");
  if (min < 0 || min > 100 || max < 100 || max > 200 || max - min > 100)
    return aws::validation_error(
        "MinHealthyPercentage must be 0 to 100, MaxHealthyPercentage 100 to 200, and their difference at "
        "most "
        "100.");
  std::int64_t before = 0;
  for (const json::value& checkpoint : array_at(preferences, "CheckpointPercentages")) {
    const auto percent = checkpoint.to_number<std::int64_t>();
    if (percent <= before || percent > 100)
      return aws::validation_error("CheckpointPercentages must be in ascending order, from 1 to 100.");
    before = percent;
  }
  return {};
}

ApiResult<json::object> read_preferences(const json::object& input) {
  json::object preferences{
      {"MinHealthyPercentage", 90}, {"MaxHealthyPercentage", 100},         {"SkipMatching", false},
      {"AutoRollback", false},      {"ScaleInProtectedInstances", "Wait"}, {"StandbyInstances", "Wait"}};
  for (const auto& [name, value] : object_at(input, "Preferences")) preferences[name] = value;
  if (find(preferences, "CheckpointPercentages") && !find(preferences, "CheckpointDelay"))
    preferences["CheckpointDelay"] = 3600;
  ENI_CHECK(check_percentages(preferences));
  return preferences;
}

/// The group's settings as the refresh wants them; its own if it wants no others.
Task<ApiResult<json::object>> wanted_settings(const Call& call, const AutoScalingGroup& group,
                                              json::object desired) {
  json::object settings = group.document;
  if (desired.empty()) co_return settings;
  for (const std::string_view name : {"LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy"})
    settings.erase(name);
  for (const auto& [name, value] : desired) settings[name] = value;
  auto sourcing = with_launch_source(call, std::move(settings));
  co_return co_await std::move(sourcing);
}

/// What instances are compared with: the version as it is now.
Task<ApiResult<json::object>> target_of(const Call& call, json::object settings) {
  json::object target;
  if (const std::string name = text_at(settings, "LaunchConfigurationName"); !name.empty()) {
    target["LaunchConfigurationName"] = name;
    co_return target;
  }
  auto resolving = resolve_template(call.env, service_principal(call.account()), call.region,
                                    launch_template_of(settings));
  ENI_CO_TRY(const auto source, co_await std::move(resolving));
  target["LaunchTemplate"] =
      json::object{{"LaunchTemplateId", source.id}, {"Version", std::to_string(source.version)}};
  auto choosing = resolve_choices(call.env, service_principal(call.account()), call.region, settings);
  ENI_CO_TRY(const auto choices, co_await std::move(choosing));
  json::array types;
  for (const TypeChoice& choice : choices) types.emplace_back(choice.instance_type);
  target["Types"] = std::move(types);
  co_return target;
}

ApiResult<void> check_none_active(const Call& call, const AutoScalingGroup& group) {
  if (!active_refresh(call.env.store, group.number)) return {};
  return ApiError{
      "InstanceRefreshInProgress",
      "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.", 400};
}

}  // namespace

Task<ApiResult<Reply>> start_instance_refresh(Call& call) {
  const json::object input = typed_input(call, "StartInstanceRefresh");
  if (text_at(input, "Strategy") == "ReplaceRootVolume")
    co_return aws::validation_error("the sandbox does not support the strategy ReplaceRootVolume");
  ENI_CO_TRY(auto group, changeable_group(call));
  ENI_CO_CHECK(check_none_active(call, group));
  ENI_CO_TRY(auto preferences, read_preferences(input));
  auto wanting = wanted_settings(call, group, object_at(input, "DesiredConfiguration"));
  ENI_CO_TRY(const auto settings, co_await std::move(wanting));
  auto targeting = target_of(call, settings);
  ENI_CO_TRY(const auto target, co_await std::move(targeting));

  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(group, changeable_group(call));
  ENI_CO_CHECK(check_none_active(call, group));
  AutoScalingPart refresh;
  refresh.group = group.number;
  refresh.kind = kRefresh;
  refresh.name = call.random().uuid();
  const bool skips = flag_at(preferences, "SkipMatching");
  refresh.document = {{"Status", "Pending"}, {"Strategy", "Rolling"}};
  refresh.document["StartTime"] = millis(call.now());
  refresh.document["_progressAt"] = millis(call.now());
  refresh.document["Preferences"] = std::move(preferences);
  if (const json::object& desired = object_at(input, "DesiredConfiguration"); !desired.empty()) {
    const json::object source = launch_source_of(settings);
    refresh.document["DesiredConfiguration"] = source;
    if (flag_at(object_at(refresh.document, "Preferences"), "AutoRollback"))
      ENI_CO_CHECK(check_can_roll_back(group, refresh));
    group.document["_refreshSource"] = source;
  }
  const std::int64_t total = mark_instances(call.env.store, group, refresh, skips ? &target : nullptr);
  refresh.document["_total"] = total;
  groups_of(call).put_part(refresh);
  groups_of(call).update(group);
  transaction.commit();
  engine_of(call.env).consider(group.number);
  co_return Reply{json::object{{"InstanceRefreshId", refresh.name}}};
}

ApiResult<Reply> cancel_instance_refresh(Call& call) {
  ENI_TRY(auto group, named_group(call));
  auto refresh = active_refresh(call.env.store, group.number);
  if (!refresh) return none_active(group);
  const Progress progress = progress_of(*refresh, survey(call.env, group, *refresh));
  end_refresh(call.env, group, *refresh, progress, "Cancelled", "Cancelled due to user request.");
  groups_of(call).put_part(*refresh);
  groups_of(call).update(group);
  engine_of(call.env).consider(group.number);
  return Reply{json::object{{"InstanceRefreshId", refresh->name}}};
}

ApiResult<Reply> rollback_instance_refresh(Call& call) {
  ENI_TRY(auto group, named_group(call));
  auto refresh = active_refresh(call.env.store, group.number);
  if (!refresh || text_at(refresh->document, "Status") == "RollbackInProgress") return none_active(group);
  ENI_CHECK(check_can_roll_back(group, *refresh));
  const Progress progress = progress_of(*refresh, survey(call.env, group, *refresh));
  begin_rollback(call.env, group, *refresh, progress, "Rolled back due to user request.");
  groups_of(call).put_part(*refresh);
  groups_of(call).update(group);
  engine_of(call.env).consider(group.number);
  return Reply{json::object{{"InstanceRefreshId", refresh->name}}};
}

ApiResult<Reply> describe_instance_refreshes(Call& call) {
  const json::object input = typed_input(call, "DescribeInstanceRefreshes");
  ENI_TRY(const auto group, named_group(call));
  const auto ids = texts_at(input, "InstanceRefreshIds");
  auto refreshes = groups_of(call).parts(group.number, kRefresh);
  std::ranges::reverse(refreshes);  // the newest first
  std::vector<std::string> keys;
  json::array values;
  for (const AutoScalingPart& refresh : refreshes) {
    if (!ids.empty() && std::ranges::find(ids, refresh.name) == ids.end()) continue;
    keys.push_back(refresh.name);
    values.push_back(refresh_value(call.env, refresh, group));
  }
  ENI_TRY(const Page page, page_of(call, keys, 50));
  return page_reply("InstanceRefreshes", json::array(values.begin() + page.begin, values.begin() + page.end),
                    page.next_token);
}

}  // namespace eni::sandbox::autoscaling_service
