#pragma once
/// Which state an alarm is to be in, by the datapoints of its metric. Values in, values out.
/// Source: Amazon CloudWatch User Guide, "Alarm evaluation", "Configuring how CloudWatch alarms treat missing data".
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {

enum class Comparison { kGreaterThanOrEqual, kGreaterThan, kLessThan, kLessThanOrEqual };
enum class MissingData { kMissing, kIgnore, kBreaching, kNotBreaching };

/// By the names on the wire; nothing for others.
std::optional<Comparison> parse_comparison(std::string_view name);
std::optional<MissingData> parse_missing_data(std::string_view name);

struct AlarmRule {
  Comparison comparison = Comparison::kGreaterThan;
  double threshold = 0;
  int evaluation_periods = 1;              ///< N
  std::optional<int> datapoints_to_alarm;  ///< M, if it was given; else N
  MissingData missing_data = MissingData::kMissing;

  int needed() const { return datapoints_to_alarm.value_or(evaluation_periods); }
};

/// A period's value, if it has one.
struct Datapoint {
  std::int64_t start = 0;  ///< milliseconds since the epoch
  std::optional<double> value;
  double sample_count = 0;
};

/// More periods than N are looked at, so that data which came late is found.
inline constexpr int kPeriodsBeyond = 2;

bool is_breaching(const AlarmRule& rule, double value);

/// What an evaluation came to, and by what: for the reason's text.
struct Evaluation {
  std::optional<AlarmState> state;    ///< nothing: the alarm stays what it is
  std::vector<Datapoint> datapoints;  ///< those that counted, newest first
  int missing = 0;                    ///< how many of N were not there
};

/// @param periods  newest first; N + kPeriodsBeyond of them, or less
Evaluation evaluate(const AlarmRule& rule, const std::vector<Datapoint>& periods);

}  // namespace eni::sandbox::monitoring_service
