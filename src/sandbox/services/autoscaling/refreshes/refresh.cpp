#include "sandbox/services/autoscaling/refreshes/refresh.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/launch_source.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr AutoScalingPartKind kRefresh = AutoScalingPartKind::kInstanceRefresh;

std::string event_of(std::string_view status) {
  if (status == "Successful" || status == "RollbackSuccessful") return "Succeeded";
  return std::string(status == "Cancelled" ? "Cancelled" : "Failed");
}

bool is_number(const std::string& version) { return parse_integer(version).has_value(); }

}  // namespace

bool is_active(const AutoScalingPart& refresh) {
  const std::string status = text_at(refresh.document, "Status");
  return status == "Pending" || status == "InProgress" || status == "RollbackInProgress" ||
         status == "Baking";
}

std::optional<AutoScalingPart> active_refresh(Store& store, std::int64_t group) {
  auto all = store.get<AutoScalingRepository>().parts(group, kRefresh);
  if (all.empty() || !is_active(all.back())) return std::nullopt;
  return std::move(all.back());
}

bool is_marked(const AutoScalingInstance& instance, const AutoScalingPart& refresh) {
  return text_at(instance.document, "RefreshedBy") == refresh.name;
}

bool matches_target(const AutoScalingInstance& instance, const json::object& target) {
  if (const std::string name = text_at(target, "LaunchConfigurationName"); !name.empty())
    return text_at(instance.document, "LaunchConfigurationName") == name;
  const json::object& has = object_at(instance.document, "LaunchTemplate");
  const json::object& wanted = object_at(target, "LaunchTemplate");
  if (text_at(has, "LaunchTemplateId") != text_at(wanted, "LaunchTemplateId") ||
      text_at(has, "Version") != text_at(wanted, "Version"))
    return false;
  const auto types = texts_at(target, "Types");
  return types.empty() || std::ranges::find(types, text_at(instance.document, "InstanceType")) != types.end();
}

std::int64_t mark_instances(Store& store, const AutoScalingGroup& group, const AutoScalingPart& refresh,
                            const json::object* unless_matching) {
  auto& instances = store.get<AutoScalingInstanceRepository>();
  const json::object& preferences = object_at(refresh.document, "Preferences");
  const bool ignores_protected = text_at(preferences, "ScaleInProtectedInstances") == "Ignore";
  const bool ignores_standby = text_at(preferences, "StandbyInstances") == "Ignore";
  std::int64_t count = 0;
  for (AutoScalingInstance& instance : instances.list(group.number)) {
    const bool is_skipped = is_terminating(instance.state) ||
                            (unless_matching && matches_target(instance, *unless_matching)) ||
                            (ignores_protected && instance.is_protected) ||
                            (ignores_standby && instance.state == LifecycleState::kStandby);
    const bool was_marked = instance.document.contains("RefreshedBy");
    if (is_skipped && !was_marked) continue;
    if (is_skipped) {
      instance.document.erase("RefreshedBy");
    } else {
      instance.document["RefreshedBy"] = refresh.name;
      ++count;
    }
    instances.update(instance);
  }
  return count;
}

void end_refresh(Environment& env, AutoScalingGroup& group, AutoScalingPart& refresh,
                 const Progress& progress, std::string_view status, std::string_view reason) {
  note_progress(refresh, progress);
  refresh.document["Status"] = status;
  refresh.document["EndTime"] = millis(env.scheduler.now());
  if (reason.empty()) {
    refresh.document.erase("StatusReason");
  } else {
    refresh.document["StatusReason"] = reason;
  }
  if (const json::object source = object_at(group.document, "_refreshSource");
      !source.empty() && status == "Successful") {
    for (const std::string_view name : {"LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy"})
      group.document.erase(name);
    for (const auto& [name, value] : source) group.document[name] = value;
    const std::string id = text_at(launch_template_of(group.document), "LaunchTemplateId");
    group.document["_templateId"] = id;
  }
  group.document.erase("_refreshSource");
  group.document.erase("_refreshExtra");
  publish_event(env, group, "EC2 Auto Scaling Instance Refresh " + event_of(status),
                {{"InstanceRefreshId", refresh.name}});
}

ApiResult<void> check_can_roll_back(const AutoScalingGroup& group, const AutoScalingPart& refresh) {
  const auto irreversible = [&](const std::string& why) {
    return ApiError{"IrreversibleInstanceRefresh", why, 400};
  };
  if (object_at(refresh.document, "DesiredConfiguration").empty())
    return irreversible("The instance refresh has no desired configuration to roll back from.");
  const json::object saved = launch_template_of(group.document);
  if (!saved.empty() && !is_number(text_at(saved, "Version")))
    return irreversible("The Auto Scaling group's launch template version must be a number to roll back to.");
  return {};
}

void begin_rollback(Environment& env, AutoScalingGroup& group, AutoScalingPart& refresh,
                    const Progress& progress, std::string_view reason) {
  const std::int64_t now = millis(env.scheduler.now());
  json::object rollback{{"RollbackReason", reason},
                        {"RollbackStartTime", now},
                        {"PercentageCompleteOnRollback", progress.percent},
                        {"InstancesToUpdateOnRollback", progress.left}};
  refresh.document["Status"] = "RollbackInProgress";
  refresh.document["_progressAt"] = now;
  for (const std::string_view name : {"_checkpointUntil", "_bakeUntil"}) refresh.document.erase(name);
  group.document.erase("_refreshSource");
  group.document.erase("_refreshExtra");
  json::object saved;
  if (const std::string name = text_at(group.document, "LaunchConfigurationName"); !name.empty()) {
    saved["LaunchConfigurationName"] = name;
  } else {
    saved["LaunchTemplate"] = launch_template_of(group.document);
  }
  const std::int64_t total = mark_instances(env.store, group, refresh, &saved);
  rollback["_total"] = total;
  refresh.document["_rollback"] = std::move(rollback);
}

json::object refresh_value(Environment& env, const AutoScalingPart& refresh, const AutoScalingGroup& group) {
  json::object value;
  for (const auto& [name, member] : refresh.document)
    if (!name.starts_with('_')) value[name] = member;
  value["InstanceRefreshId"] = refresh.name;
  value["AutoScalingGroupName"] = group.name;
  value["StartTime"] = iso8601(time_of(integer_at(refresh.document, "StartTime")));
  if (const std::int64_t end = integer_at(refresh.document, "EndTime"); end != 0)
    value["EndTime"] = iso8601(time_of(end));
  const Progress progress =
      is_active(refresh) ? progress_of(refresh, survey(env, group, refresh)) : noted_progress(refresh);
  value["InstancesToUpdate"] = progress.left;
  value["PercentageComplete"] = progress.percent;
  if (json::object rollback = object_at(refresh.document, "_rollback"); !rollback.empty()) {
    const std::int64_t since = integer_at(rollback, "RollbackStartTime");
    rollback["RollbackStartTime"] = iso8601(time_of(since));
    rollback.erase("_total");
    value["RollbackDetails"] = std::move(rollback);
  }
  return value;
}

}  // namespace eni::sandbox::autoscaling_service
