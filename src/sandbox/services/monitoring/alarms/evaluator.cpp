#include "sandbox/services/monitoring/alarms/evaluator.h"

#include <set>
#include <utility>

#include "base/time_text.h"
#include "sandbox/services/monitoring/alarms/alarm.h"
#include "sandbox/services/monitoring/alarms/reason.h"
#include "sandbox/services/monitoring/alarms/state_change.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

std::int64_t rounded_down(std::int64_t time, std::int64_t unit) { return time - time % unit; }

/// Alarms that look back more than a day are evaluated once an hour.
/// Source: Amazon CloudWatch User Guide, "Alarm evaluation".
bool is_due(const MetricAlarm& alarm, std::int64_t now) {
  const std::int64_t looks_back = series_of(alarm).period * 1000 * rule_of(alarm).evaluation_periods;
  return looks_back <= kDay || rounded_down(now, kMinute) % kHour == 0;
}

Datapoint datapoint_of(const WatchedSeries& series, std::int64_t start, const StatisticSet& values) {
  return {start, value_of(series.statistic, values), values.sample_count};
}

}  // namespace

void AlarmEvaluator::start() { wait_for_next_minute(); }

void AlarmEvaluator::alarm_changed(std::int64_t alarm) {
  told_.erase(alarm);
  wait_for_next_minute();
  if (is_instant()) evaluating_.begin(alarm);
}

void AlarmEvaluator::datum_arrived(const MetricKey& metric) {
  if (!is_instant()) return;
  for (const MetricAlarm& alarm : env_.store.get<MonitoringAlarmRepository>().of_metric(metric))
    evaluating_.begin(alarm.id);
}

void AlarmEvaluator::wait_for_next_minute() {
  if (!minutes_.is_running() && env_.store.get<MonitoringAlarmRepository>().has_any()) minutes_.start();
}

void AlarmEvaluator::minute_began() {
  const auto alarms = env_.store.get<MonitoringAlarmRepository>().ids();
  const std::set<std::int64_t> known(alarms.begin(), alarms.end());
  std::erase_if(told_, [&](const auto& told) { return !known.contains(told.first); });
  for (const std::int64_t alarm : alarms) evaluating_.begin(alarm);
  wait_for_next_minute();
}

Task<void> AlarmEvaluator::evaluate(std::int64_t id) {
  auto alarm = env_.store.get<MonitoringAlarmRepository>().find(id);
  if (!alarm) co_return;
  if (is_instant() || is_due(*alarm, epoch_millis(env_.scheduler.now()))) evaluate_now(*std::move(alarm));
}

void AlarmEvaluator::evaluate_now(MetricAlarm alarm) {
  AlarmRule rule = rule_of(alarm);
  std::optional<DecidingDatum> decided_by;
  const auto periods = is_instant() ? latest_of(alarm, rule, decided_by) : periods_of(alarm, rule);
  if (is_instant()) {
    rule.evaluation_periods = 1;
    if (rule.datapoints_to_alarm) rule.datapoints_to_alarm = 1;
  }
  const Evaluation evaluation = monitoring_service::evaluate(rule, periods);
  const AlarmStatus before = alarm.status;
  if (evaluation.state && *evaluation.state != before.state) {
    const WatchedSeries series = series_of(alarm);
    const std::int64_t now = epoch_millis(env_.scheduler.now());
    const ReasonFacts facts{now, series.statistic_name, series.period, series.unit};
    sqlite::Transaction transaction{env_.store.database()};
    store_status(env_.store, alarm,
                 {*evaluation.state, reason_text(rule, evaluation),
                  reason_data(rule, evaluation, periods, facts), now});
    transaction.commit();
    if (is_instant()) told_[alarm.id] = told_now(periods);
    env_.publish(state_event(alarm, before, Occasion::kChange, env_.random, decided_by));
  } else if (has_scaling_action(actions_of(alarm)) && is_to_repeat(alarm.id, periods)) {
    env_.publish(state_event(alarm, before, Occasion::kRepeat, env_.random, decided_by));
  }
}

AlarmEvaluator::Told AlarmEvaluator::told_now(const std::vector<Datapoint>& periods) const {
  return {rounded_down(epoch_millis(env_.scheduler.now()), kMinute), periods.front().value};
}

bool AlarmEvaluator::is_to_repeat(std::int64_t alarm, const std::vector<Datapoint>& periods) {
  if (!is_instant()) return true;  // it is evaluated once a minute
  const Told now = told_now(periods);
  return std::exchange(told_[alarm], now) != now;
}

std::vector<Datapoint> AlarmEvaluator::periods_of(const MetricAlarm& alarm, const AlarmRule& rule) {
  const WatchedSeries series = series_of(alarm);
  const std::int64_t period = series.period * 1000;
  const int count = rule.evaluation_periods + kPeriodsBeyond;
  const std::int64_t end = rounded_down(epoch_millis(env_.scheduler.now()), kMinute);
  const std::int64_t begin = end - period * count;
  std::vector<Datapoint> all;
  for (int at = 1; at <= count; ++at) all.push_back({end - period * at, std::nullopt, 0});
  const auto points =
      env_.store.get<MonitoringMetricRepository>().points(alarm.metric, begin, end, series.unit);
  for (const PeriodValues& values : by_period(points, begin, period)) {
    const auto at = static_cast<std::size_t>((end - values.start) / period - 1);
    all[at] = datapoint_of(series, values.start, values.values);
  }
  return all;
}

std::vector<Datapoint> AlarmEvaluator::latest_of(const MetricAlarm& alarm, const AlarmRule& rule,
                                                 std::optional<DecidingDatum>& datum) {
  const WatchedSeries series = series_of(alarm);
  const std::int64_t now = epoch_millis(env_.scheduler.now());
  const std::int64_t oldest = now - series.period * 1000 * rule.evaluation_periods;
  const auto latest = env_.store.get<MonitoringMetricRepository>().latest(alarm.metric);
  if (!latest || latest->time < oldest) return {Datapoint{rounded_down(now, kMinute), std::nullopt, 0}};
  const Datapoint point = datapoint_of(series, rounded_down(latest->time, kMinute), latest->values);
  if (point.value) datum = DecidingDatum{*point.value, latest->time};
  return {point};
}

}  // namespace eni::sandbox::monitoring_service
