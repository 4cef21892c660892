#pragma once
/// Acts on alarms of scaling policies: when one goes off, and again for as long as it does.
///
/// CloudWatch tells of an alarm as EventBridge has it, again with each evaluation while a scaling action's alarm stays in its state.
/// What the alarm is now, and which policies it is to act on, is asked of CloudWatch.
///
/// A policy does not act while instances are launching, nor beyond the group's MinSize and MaxSize; the alarm's next minute asks it
/// again. At the pace "instant" nobody is to wait for that: the alarm is looked at again as soon as the group's launches have ended, or
/// as its sizes have changed.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/scaling/alarm_state.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

class PolicyEngine {
 public:
  /// @param consider  has a group looked at
  PolicyEngine(Environment& env, std::function<void(std::int64_t)> consider)
      : env_{env},
        consider_{std::move(consider)},
        looks_{env, "look at an alarm of a scaling policy",
               [this](AlarmKey alarm) { return look_at(std::move(alarm)); }},
        settling_{env, "alarms of a group's scaling policies",
                  [this](std::int64_t group) { return take_up(group); }} {}

  /// Makes alarms whose making was cut short.
  void start();
  /// "CloudWatch Alarm State Change"
  void receive(const Event& event);
  /// The group was looked at: its launches may have ended, its sizes have changed.
  void group_looked_at(std::int64_t group);

 private:
  using AlarmKey = scaling::AlarmKey;
  using Sizes = std::pair<std::int64_t, std::int64_t>;  ///< MinSize, MaxSize

  Task<void> look_at(AlarmKey alarm);
  Task<void> act(AlarmKey key, json::object alarm, std::string policy_arn);
  Task<void> take_up(std::int64_t group);
  std::optional<Sizes> sizes_of(std::int64_t group);

  Environment& env_;
  std::function<void(std::int64_t)> consider_;
  scaling::DecidingMetrics metrics_;
  BackgroundWork<AlarmKey> looks_;
  BackgroundWork<std::int64_t> settling_;
  /// Alarms that wait for the end of the group's launches, and for other sizes than those, by group.
  std::map<std::int64_t, std::map<AlarmKey, std::optional<Sizes>>> put_off_;
};

}  // namespace eni::sandbox::autoscaling_service
