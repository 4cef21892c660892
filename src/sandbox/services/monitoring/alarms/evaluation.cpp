#include "sandbox/services/monitoring/alarms/evaluation.h"

#include <algorithm>

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
    {"GreaterThanOrEqualToThreshold", Comparison::kGreaterThanOrEqual},
    {"GreaterThanThreshold", Comparison::kGreaterThan},
    {"LessThanThreshold", Comparison::kLessThan},
    {"LessThanOrEqualToThreshold", Comparison::kLessThanOrEqual}};

constexpr std::pair<std::string_view, MissingData> kMissingData[] = {
    {"missing", MissingData::kMissing},
    {"ignore", MissingData::kIgnore},
    {"breaching", MissingData::kBreaching},
    {"notBreaching", MissingData::kNotBreaching}};

template <class Rows>
auto find_name(const Rows& rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, [](const auto& entry) { return entry.first; });
  return row == std::end(rows) ? std::nullopt : std::optional{row->second};
}

/// Which datapoints counted, what they say, and how long ago the oldest breaching one was: 1 is the newest period.
struct Count {
  int breaching = 0;
  int good = 0;
  int oldest_breaching = 0;
};

Count count_of(const AlarmRule& rule, const std::vector<Datapoint>& periods, Evaluation& evaluation) {
  Count count;
  int age = 0;
  for (const Datapoint& period : periods) {
    ++age;
    if (!period.value) continue;
    if (static_cast<int>(evaluation.datapoints.size()) == rule.evaluation_periods) break;
    evaluation.datapoints.push_back(period);
    if (is_breaching(rule, *period.value)) {
      ++count.breaching;
      count.oldest_breaching = age;
    } else {
      ++count.good;
    }
  }
  evaluation.missing = rule.evaluation_periods - static_cast<int>(evaluation.datapoints.size());
  return count;
}

/// All that is there breaches, but there is less than it takes: as soon as it began long enough ago, the alarm goes off. Until then
/// the next datapoint may be a good one.
std::optional<AlarmState> premature_state(const AlarmRule& rule, const Count& count) {
  const bool has_begun_long_ago = count.oldest_breaching >= rule.needed();
  if (rule.missing_data == MissingData::kMissing && has_begun_long_ago) return AlarmState::kAlarm;
  return std::nullopt;
}

std::optional<AlarmState> state_without_data(MissingData missing_data) {
  switch (missing_data) {
    case MissingData::kMissing:
      return AlarmState::kInsufficientData;
    case MissingData::kIgnore:
      return std::nullopt;
    case MissingData::kBreaching:
      return AlarmState::kAlarm;
    case MissingData::kNotBreaching:
      return AlarmState::kOk;
  }
  return std::nullopt;
}

std::optional<AlarmState> state_of(const AlarmRule& rule, const Count& count, int missing) {
  if (count.breaching + count.good == 0) return state_without_data(rule.missing_data);
  const int filled = rule.missing_data == MissingData::kBreaching ? missing : 0;
  if (count.breaching + filled >= rule.needed()) return AlarmState::kAlarm;
  const bool leaves_open =
      rule.missing_data == MissingData::kMissing || rule.missing_data == MissingData::kIgnore;
  if (missing > 0 && count.good == 0 && leaves_open) return premature_state(rule, count);
  return AlarmState::kOk;
}

}  // namespace

std::optional<Comparison> parse_comparison(std::string_view name) { return find_name(kComparisons, name); }
std::optional<MissingData> parse_missing_data(std::string_view name) { return find_name(kMissingData, name); }

bool is_breaching(const AlarmRule& rule, double value) {
  switch (rule.comparison) {
    case Comparison::kGreaterThanOrEqual:
      return value >= rule.threshold;
    case Comparison::kGreaterThan:
      return value > rule.threshold;
    case Comparison::kLessThan:
      return value < rule.threshold;
    case Comparison::kLessThanOrEqual:
      return value <= rule.threshold;
  }
  return false;
}

Evaluation evaluate(const AlarmRule& rule, const std::vector<Datapoint>& periods) {
  Evaluation evaluation;
  const Count count = count_of(rule, periods, evaluation);
  evaluation.state = state_of(rule, count, evaluation.missing);
  return evaluation;
}

}  // namespace eni::sandbox::monitoring_service
