#include "sandbox/services/autoscaling/refreshes/survey.h"

#include <algorithm>

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/refreshes/refresh.h"

namespace eni::sandbox::autoscaling_service {
namespace {

AutoScalingInstanceRepository& instances(Environment& env) {
  return env.store.get<AutoScalingInstanceRepository>();
}

Progress progress(std::int64_t total, std::int64_t left) {
  left = std::clamp<std::int64_t>(left, 0, total);
  return {left, total == 0 ? 100 : (total - left) * 100 / total};
}

std::chrono::seconds warm_up_of(const AutoScalingGroup& group, const AutoScalingPart& refresh) {
  const json::object& preferences = object_at(refresh.document, "Preferences");
  if (const auto own = find_integer(preferences, "InstanceWarmup")) return std::chrono::seconds{*own};
  if (const auto common = find_integer(group.document, "DefaultInstanceWarmup"))
    return std::chrono::seconds{*common};
  return std::chrono::seconds{integer_at(group.document, "HealthCheckGracePeriod")};
}

/// When its instances began to be replaced: those that were there before need not warm up.
TimePoint begin_of(const AutoScalingPart& refresh) {
  const json::object& rollback = object_at(refresh.document, "_rollback");
  return time_of(integer_at(rollback, "RollbackStartTime", integer_at(refresh.document, "StartTime")));
}

}  // namespace

Survey survey(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& refresh) {
  Survey seen;
  seen.desired = integer_at(group.document, "DesiredCapacity");
  const json::object& preferences = object_at(refresh.document, "Preferences");
  const bool takes_protected = text_at(preferences, "ScaleInProtectedInstances") == "Refresh";
  const bool takes_standby = text_at(preferences, "StandbyInstances") == "Terminate";
  const auto warm_up = warm_up_of(group, refresh);
  const TimePoint now = env.scheduler.now();
  const TimePoint begun = begin_of(refresh);
  std::int64_t capacity = 0;
  std::int64_t old_capacity = 0;
  std::int64_t ready_new = 0;
  for (AutoScalingInstance& instance : instances(env).list(group.number)) {
    const bool is_old = is_marked(instance, refresh);
    if (is_terminating(instance.state)) {
      if (is_old) seen.on_the_way_out = true;
      continue;
    }
    if (counts_as_capacity(instance.state)) {
      ++capacity;
      if (is_old) ++old_capacity;
    }
    if (is_launching(instance.state)) seen.on_the_way = true;
    if (instance.state == LifecycleState::kInService && instance.is_healthy) {
      const TimePoint warm = time_of(integer_at(instance.document, "InServiceSince")) + warm_up;
      const bool was_there = warm - warm_up < begun;
      if (is_old || was_there || warm <= now) {
        ++seen.healthy;
        if (!is_old) ++ready_new;
      } else {
        seen.warming = instance.id;
        if (seen.warm_at == TimePoint{} || warm < seen.warm_at) seen.warm_at = warm;
      }
    }
    if (!is_old) continue;
    ++seen.old_left;
    const bool is_kept =
        (instance.state == LifecycleState::kStandby && !takes_standby) ||
        (instance.is_protected && instance.state == LifecycleState::kInService && !takes_protected);
    if (is_kept) {
      ++seen.waiting_for_user;
    } else {
      seen.replaceable.push_back(std::move(instance));
    }
  }
  if (capacity < seen.desired) seen.on_the_way = true;
  seen.replaced = std::max<std::int64_t>(0, total_of(refresh) - seen.old_left);
  // What is to stand in the place of those that were replaced, but does not yet.
  const std::int64_t lacking = std::max<std::int64_t>(0, seen.desired - old_capacity - ready_new);
  seen.updated = seen.replaced - std::min(seen.replaced, lacking);
  return seen;
}

std::int64_t total_of(const AutoScalingPart& refresh) {
  const std::int64_t total = integer_at(refresh.document, "_total");
  return integer_at(object_at(refresh.document, "_rollback"), "_total", total);
}

Progress progress_of(const AutoScalingPart& refresh, const Survey& seen) {
  const std::int64_t total = integer_at(refresh.document, "_total");
  const std::int64_t whole = total_of(refresh);
  const std::int64_t left = whole - seen.updated;
  const json::object& rollback = object_at(refresh.document, "_rollback");
  if (rollback.empty()) return progress(total, left);
  const std::int64_t updated = total - integer_at(rollback, "InstancesToUpdateOnRollback");
  const std::int64_t still_updated = whole == 0 ? 0 : (updated * left + whole - 1) / whole;
  return progress(total, total - still_updated);
}

Progress noted_progress(const AutoScalingPart& refresh) {
  return progress(integer_at(refresh.document, "_total"), integer_at(refresh.document, "_left"));
}

void note_progress(AutoScalingPart& refresh, const Progress& progress) {
  refresh.document["_left"] = progress.left;
}

}  // namespace eni::sandbox::autoscaling_service
