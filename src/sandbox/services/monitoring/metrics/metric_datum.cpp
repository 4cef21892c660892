#include "sandbox/services/monitoring/metrics/metric_datum.h"

#include <chrono>
#include <cmath>

#include "base/time_text.h"
#include "sandbox/services/monitoring/errors.h"

namespace eni::sandbox::monitoring_service {
namespace {

using std::chrono::hours;

// Source: Amazon CloudWatch API Reference, PutMetricData and MetricDatum.
constexpr std::size_t kMaxValues = 150;
constexpr double kLargest = 0x1p360;
constexpr std::chrono::milliseconds kOldest = hours{24 * 14};
constexpr std::chrono::milliseconds kNewest = hours{2};

bool is_value(double number) { return std::abs(number) <= kLargest; }  // NaN is not.

ApiError not_a_value(double number, const std::string& name) {
  const std::string text = std::isnan(number)   ? "NaN"
                           : std::isinf(number) ? (number > 0 ? "Infinity" : "-Infinity")
                                                : json::serialize(json::value(number));
  return invalid_value(invalid_text(text, name));
}

ApiResult<StatisticSet> read_statistic_values(const json::object& set, const std::string& name) {
  const std::string_view members[] = {"SampleCount", "Sum", "Minimum", "Maximum"};
  double numbers[4] = {};
  for (std::size_t at = 0; at < std::size(members); ++at) {
    ENI_TRY(const auto number, number_in(set, members[at]));
    numbers[at] = number.value_or(0);
    if (!is_value(numbers[at])) return not_a_value(numbers[at], name + "." + std::string(members[at]));
  }
  const auto [count, sum, minimum, maximum] = numbers;
  if (count <= 0) return invalid_value("The parameter " + name + ".SampleCount must be greater than 0.");
  if (maximum < minimum)
    return invalid_value("The parameter " + name + ".Maximum must be greater than " + name + ".Minimum.");
  if (minimum == maximum) return StatisticSet::of_value(minimum, count);
  return StatisticSet{count, sum, minimum, maximum, std::nullopt};
}

ApiResult<StatisticSet> read_values(const json::object& datum, const std::string& name) {
  ENI_TRY(const auto values, numbers_in(datum, "Values"));
  ENI_TRY(const auto counts, numbers_in(datum, "Counts"));
  if (values.size() > kMaxValues) return invalid_value(too_many_text(name + ".Values", kMaxValues));
  if (!counts.empty() && counts.size() != values.size())
    return invalid_value("The parameters " + name + ".Values and " + name +
                         ".Counts must be of the same size.");
  StatisticSet all;
  for (std::size_t at = 0; at < values.size(); ++at) {
    const std::string number = "." + std::to_string(at + 1);
    if (!is_value(values[at])) return not_a_value(values[at], name + ".Values.member" + number);
    const double count = counts.empty() ? 1 : counts[at];
    if (!is_value(count) || count <= 0) return not_a_value(count, name + ".Counts.member" + number);
    all.add(StatisticSet::of_value(values[at], count));
  }
  return all;
}

/// In the one form that is given.
ApiResult<StatisticSet> read_numbers(const json::object& datum, const std::string& name) {
  ENI_TRY(const auto value, number_in(datum, "Value"));
  const json::object& set = object_at(datum, "StatisticValues");
  const bool has_values = !array_at(datum, "Values").empty();
  if (value && has_values) return invalid_combination(exclusive(name + ".Value", name + ".Values"));
  if (value && !set.empty())
    return invalid_combination(exclusive(name + ".Value", name + ".StatisticValues"));
  if (has_values && !set.empty())
    return invalid_combination(exclusive(name + ".Values", name + ".StatisticValues"));
  if (has_values) return read_values(datum, name);
  if (!set.empty()) return read_statistic_values(set, name + ".StatisticValues");
  if (!value)
    return missing_parameter("At least one of the parameters " + name + ".Value, " + name + ".Values or " +
                             name + ".StatisticValues must be specified.");
  if (!is_value(*value)) return not_a_value(*value, name + ".Value");
  return StatisticSet::of_value(*value);
}

ApiResult<std::int64_t> read_time(const Call& call, const json::object& datum, const std::string& name) {
  const std::int64_t now = epoch_millis(call.now());
  ENI_TRY(const auto time, time_in(datum, "Timestamp"));
  if (!time) return now;
  // The words of both are assumed.
  const std::string parameter = "The parameter " + name + ".Timestamp must specify a time ";
  if (*time < now - kOldest.count()) return invalid_value(parameter + "no more than two weeks in the past.");
  if (*time > now + kNewest.count())
    return invalid_value(parameter + "no more than two hours in the future.");
  return *time;
}

}  // namespace

ApiResult<MetricDatum> read_metric_datum(const Call& call, const json::object& datum,
                                         const std::string& name) {
  MetricDatum read;
  ENI_TRY(auto dimensions, dimensions_in(datum));
  read.metric = {call.account().value, call.region.value, call.params.text_or("Namespace", ""),
                 text_at(datum, "MetricName"), std::move(dimensions)};
  ENI_TRY(read.time, read_time(call, datum, name));
  const std::int64_t resolution =
      find(datum, "StorageResolution") ? whole_number_in(datum, "StorageResolution") : 60;
  if (resolution != 1 && resolution != 60)
    return invalid_value(invalid_text(std::to_string(resolution), name + ".StorageResolution"));
  ENI_TRY(read.point.values, read_numbers(datum, name));
  read.point.time = read.time - read.time % (resolution * 1000);
  read.point.unit = text_at(datum, "Unit");
  if (read.point.unit.empty()) read.point.unit = "None";
  return read;
}

}  // namespace eni::sandbox::monitoring_service
