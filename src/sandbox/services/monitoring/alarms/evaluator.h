#pragma once
/// Evaluates alarms: each of them once a minute, and none while there is none. At the pace "instant" also as soon as a datum of its
/// metric arrives, and then the latest datum alone decides.
///
/// While an alarm stays in its state, its scaling actions are repeated once a minute. At the pace "instant" a datum with another
/// value repeats them, too: it is what the next minute would have found.
#include <map>
#include <optional>

#include "base/minute_timer.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/services/monitoring/alarms/evaluation.h"
#include "sandbox/services/monitoring/alarms/state_change.h"

namespace eni::sandbox::monitoring_service {

class AlarmEvaluator {
 public:
  explicit AlarmEvaluator(Environment& env)
      : env_{env},
        minutes_{env.scheduler, MinuteTimer::kBeginning, [this] { minute_began(); }},
        evaluating_{env, "evaluation of an alarm", [this](std::int64_t alarm) { return evaluate(alarm); }} {}

  void start();
  /// Forgets its timer.
  void end() { minutes_.stop(); }

  /// The alarm is new, or was changed. Within the call that did it.
  void alarm_changed(std::int64_t alarm);
  /// Within the call that put it.
  void datum_arrived(const MetricKey& metric);

 private:
  /// Sees to it that the next minute finds the alarms.
  void wait_for_next_minute();
  void minute_began();
  Task<void> evaluate(std::int64_t alarm);
  void evaluate_now(MetricAlarm alarm);
  /// Whether an alarm that stays in its state is to repeat its actions; notes that it does.
  bool is_to_repeat(std::int64_t alarm, const std::vector<Datapoint>& periods);
  /// Newest first.
  std::vector<Datapoint> periods_of(const MetricAlarm& alarm, const AlarmRule& rule);
  /// @param datum  gets the one that it is made of
  std::vector<Datapoint> latest_of(const MetricAlarm& alarm, const AlarmRule& rule,
                                   std::optional<DecidingDatum>& datum);

  bool is_instant() const { return env_.settings.pace == Settings::Pace::kInstant; }

  /// Why an alarm's actions ran last. A restart forgets it: they are then repeated once early.
  struct Told {
    std::int64_t minute = 0;
    std::optional<double> value;  ///< of the newest period
    bool operator==(const Told&) const = default;
  };
  Told told_now(const std::vector<Datapoint>& periods) const;

  Environment& env_;
  MinuteTimer minutes_;
  std::map<std::int64_t, Told> told_;  ///< at the pace "instant", by alarm
  BackgroundWork<std::int64_t> evaluating_;
};

}  // namespace eni::sandbox::monitoring_service
