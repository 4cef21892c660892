#include "sandbox/services/autoscaling/refreshes/refresh_step.h"

#include <algorithm>

#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/transitions.h"
#include "sandbox/services/autoscaling/refreshes/refresh.h"
#include "sandbox/services/autoscaling/refreshes/survey.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr Duration kPatience = std::chrono::hours{1};
constexpr Duration kLongest = std::chrono::days{14};

/// How many may be out of service at once.
std::int64_t room(const Survey& seen, const json::object& preferences) {
  const std::int64_t min_percent = integer_at(preferences, "MinHealthyPercentage", 90);
  const std::int64_t min_healthy = (seen.desired * min_percent + 99) / 100;
  const std::int64_t spare = seen.healthy - min_healthy;
  // A group that may lose none replaces one at a time.
  const bool is_whole = seen.healthy >= seen.desired && !seen.on_the_way;
  return std::max<std::int64_t>(
      spare, is_whole && integer_at(preferences, "MaxHealthyPercentage", 100) <= 100 ? 1 : 0);
}

/// How many may be launched before others go: as many as are left, as far as MaxHealthyPercentage allows.
std::int64_t extra_of(const Survey& seen, const json::object& preferences, std::int64_t left) {
  const std::int64_t percent = integer_at(preferences, "MaxHealthyPercentage", 100) - 100;
  if (percent <= 0) return 0;
  return std::min<std::int64_t>(std::max<std::int64_t>(1, seen.desired * percent / 100), left);
}

/// How many instances may have been replaced by now: up to the next checkpoint.
std::int64_t allowed_by_checkpoint(const AutoScalingPart& refresh) {
  const std::int64_t total = total_of(refresh);
  const json::array& checkpoints =
      array_at(object_at(refresh.document, "Preferences"), "CheckpointPercentages");
  const auto reached = static_cast<std::size_t>(integer_at(refresh.document, "_checkpoints"));
  if (reached >= checkpoints.size() || text_at(refresh.document, "Status") == "RollbackInProgress")
    return total;
  const std::int64_t percent = checkpoints[reached].to_number<std::int64_t>();
  return (total * percent + 99) / 100;
}

class Step {
 public:
  Step(Environment& env, AutoScalingGroup group, AutoScalingPart refresh)
      : env_{env},
        group_{std::move(group)},
        refresh_{std::move(refresh)},
        seen_{survey(env, group_, refresh_)} {}

  void take() {
    const bool is_rollback = text_at(refresh_.document, "Status") == "RollbackInProgress";
    if (text_at(refresh_.document, "Status") == "Pending") begin();
    set_extra(static_cast<std::int64_t>(seen_.replaceable.size()));
    if (seen_.old_left == 0 && !seen_.on_the_way && !seen_.on_the_way_out && seen_.warming.empty()) {
      finish(is_rollback);
    } else if (is_too_late()) {
      fail(is_rollback);
    } else if (is_at_checkpoint()) {
      wait_at_checkpoint();
    } else {
      replace();
    }
    store();
  }

 private:
  TimePoint now() const { return env_.scheduler.now(); }
  const json::object& preferences() const { return object_at(refresh_.document, "Preferences"); }

  void begin() {
    refresh_.document["Status"] = "InProgress";
    publish_event(env_, group_, "EC2 Auto Scaling Instance Refresh Started",
                  {{"InstanceRefreshId", refresh_.name}});
  }

  /// @param left  instances that may still be replaced
  void set_extra(std::int64_t left) {
    const std::int64_t extra = extra_of(seen_, preferences(), left);
    if (extra == 0) {
      group_.document.erase("_refreshExtra");
    } else {
      group_.document["_refreshExtra"] = extra;
    }
  }

  bool is_too_late() const {
    return now() - time_of(integer_at(refresh_.document, "_progressAt")) >= kPatience ||
           now() - time_of(integer_at(refresh_.document, "StartTime")) >= kLongest;
  }

  void end(std::string_view status, std::string_view reason) {
    end_refresh(env_, group_, refresh_, progress_of(refresh_, seen_), status, reason);
  }

  void fail(bool is_rollback) {
    const std::string reason =
        seen_.waiting_for_user > 0
            ? "Instances that are protected from scale-in or in standby were not replaced."
            : "The instance refresh made no progress.";
    if (is_rollback) {
      end("RollbackFailed", reason);
    } else if (flag_at(preferences(), "AutoRollback") && check_can_roll_back(group_, refresh_).has_value()) {
      begin_rollback(env_, group_, refresh_, progress_of(refresh_, seen_), reason);
    } else {
      end("Failed", reason);
    }
  }

  void finish(bool is_rollback) {
    const std::chrono::seconds bake{integer_at(preferences(), "BakeTime")};
    const bool is_baked = time_of(integer_at(refresh_.document, "_bakeUntil")) <= now() &&
                          find(refresh_.document, "_bakeUntil");
    if (!is_rollback && bake.count() > 0 && !is_baked) {
      if (!find(refresh_.document, "_bakeUntil")) refresh_.document["_bakeUntil"] = millis(now() + bake);
      refresh_.document["Status"] = "Baking";
      return;
    }
    end(is_rollback ? "RollbackSuccessful" : "Successful", "");
  }

  bool is_at_checkpoint() const {
    return allowed_by_checkpoint(refresh_) < total_of(refresh_) &&
           seen_.replaced >= allowed_by_checkpoint(refresh_) && !seen_.on_the_way && seen_.warming.empty();
  }

  void wait_at_checkpoint() {
    const json::value* until = find(refresh_.document, "_checkpointUntil");
    if (!until) {
      const std::chrono::seconds delay{integer_at(preferences(), "CheckpointDelay", 3600)};
      refresh_.document["_checkpointUntil"] = millis(now() + delay);
      refresh_.document["StatusReason"] = "Waiting at a checkpoint before continuing.";
      publish_event(env_, group_, "EC2 Auto Scaling Instance Refresh Checkpoint Reached",
                    {{"InstanceRefreshId", refresh_.name}, {"InstancesUpdated", seen_.replaced}});
    } else if (time_of(integer_at(refresh_.document, "_checkpointUntil")) <= now()) {
      const std::int64_t reached = integer_at(refresh_.document, "_checkpoints") + 1;
      refresh_.document["_checkpoints"] = reached;
      refresh_.document.erase("_checkpointUntil");
      refresh_.document["_progressAt"] = millis(now());
      replace();
      return;
    }
    // Waiting here is no lack of progress.
    refresh_.document["_progressAt"] = millis(now());
  }

  void replace() {
    std::int64_t count =
        std::min(room(seen_, preferences()), allowed_by_checkpoint(refresh_) - seen_.replaced);
    // Older first, so that what is being replaced anyway is not replaced twice.
    std::ranges::sort(seen_.replaceable, {}, [](const AutoScalingInstance& instance) {
      return integer_at(instance.document, "LaunchTime");
    });
    std::int64_t capacity = integer_at(group_.document, "DesiredCapacity");
    auto left = static_cast<std::int64_t>(seen_.replaceable.size());
    for (AutoScalingInstance& instance : seen_.replaceable) {
      if (count-- <= 0) break;
      --left;
      begin_termination(env_, group_, instance,
                        {cause_sentence(now(), taken_out(kForRefresh, capacity, capacity))}, RunHooks::kYes);
      refresh_.document["_progressAt"] = millis(now());
    }
    set_extra(left);  // Nothing is launched in advance of what goes now.
    tell_reason();
  }

  void tell_reason() {
    if (!seen_.warming.empty()) {
      refresh_.document["StatusReason"] =
          "Waiting for instances to warm up before continuing. For example: " +
          seen_.warming.substr(seen_.warming.find('-') + 1) + " is warming up.";
    } else if (seen_.replaceable.empty() && seen_.waiting_for_user > 0) {
      refresh_.document["StatusReason"] =
          "Waiting for instances that are protected from scale-in or in standby.";
    } else {
      refresh_.document.erase("StatusReason");
    }
  }

  void store() {
    auto& groups = env_.store.get<AutoScalingRepository>();
    groups.put_part(refresh_);
    groups.update(group_);
  }

  Environment& env_;
  AutoScalingGroup group_;
  AutoScalingPart refresh_;
  Survey seen_;
};

}  // namespace

void refresh_step(Environment& env, std::int64_t number) {
  auto refresh = active_refresh(env.store, number);
  if (!refresh) return;
  const auto group = env.store.get<AutoScalingRepository>().find(number);
  if (!group || group->is_deleting || is_suspended(*group, "InstanceRefresh")) return;
  sqlite::Transaction transaction{env.store.database()};
  Step step{env, *group, *std::move(refresh)};
  step.take();
  transaction.commit();
}

TimePoint next_refresh_step(Environment& env, const AutoScalingGroup& group) {
  const auto refresh = active_refresh(env.store, group.number);
  if (!refresh) return {};
  std::vector<TimePoint> times{time_of(integer_at(refresh->document, "_progressAt")) + kPatience,
                               time_of(integer_at(refresh->document, "_checkpointUntil")),
                               time_of(integer_at(refresh->document, "_bakeUntil")),
                               survey(env, group, *refresh).warm_at};
  std::erase_if(times, [&](TimePoint time) { return time <= env.scheduler.now(); });
  return times.empty() ? TimePoint{} : *std::ranges::min_element(times);
}

}  // namespace eni::sandbox::autoscaling_service
