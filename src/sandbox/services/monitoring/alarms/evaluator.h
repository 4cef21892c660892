#pragma once
/// Evaluates alarms: each of them once a minute, and none while there is none. At the pace "instant" also as soon as a datum of its
/// metric arrives, and then the latest datum alone decides.
#include <optional>

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/monitoring/alarms/evaluation.h"

namespace eni::sandbox::monitoring_service {

class AlarmEvaluator {
 public:
  explicit AlarmEvaluator(Environment& env)
      : env_{env}, evaluating_{env, "evaluation of an alarm", [this](std::int64_t alarm) {
                                 return evaluate(alarm);
                               }} {}
  ~AlarmEvaluator() { end(); }

  void start();
  /// Forgets its timer.
  void end();

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
  /// Newest first.
  std::vector<Datapoint> periods_of(const MetricAlarm& alarm, const AlarmRule& rule);
  std::vector<Datapoint> latest_of(const MetricAlarm& alarm, const AlarmRule& rule);

  bool is_instant() const { return env_.settings.pace == Settings::Pace::kInstant; }

  Environment& env_;
  std::optional<Scheduler::TimerId> timer_;
  BackgroundWork<std::int64_t> evaluating_;
};

}  // namespace eni::sandbox::monitoring_service
