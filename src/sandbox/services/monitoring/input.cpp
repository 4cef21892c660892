#include "sandbox/services/monitoring/input.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/monitoring/errors.h"

namespace eni::sandbox::monitoring_service {
namespace {

ApiError malformed(const json::value& value, std::string_view kind) {
  return {"MalformedInput", scalar_text(value) + " can not be converted to a " + std::string(kind), 400};
}

/// Of a number, or of its text.
std::optional<double> number_of(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = trim(value.get_string());
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Milliseconds; seconds since the epoch from the protocols that have types.
std::optional<std::int64_t> time_of(const json::value& value) {
  if (const auto* text = value.if_string()) {
    if (const auto time = parse_iso8601(*text)) return epoch_millis(*time);
  }
  const auto seconds = number_of(value);
  constexpr double kLatest = 253402300799;  // the year 9999
  if (!seconds || !(std::abs(*seconds) <= kLatest)) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(*seconds * 1000));
}

const json::value* given(const json::object& structure, std::string_view name) {
  const json::value* value = eni::find(structure, name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace

ApiResult<std::optional<std::int64_t>> time_in(const json::object& structure, std::string_view name) {
  const json::value* value = given(structure, name);
  if (!value) return std::optional<std::int64_t>{};
  const auto time = time_of(*value);
  if (!time) return malformed(*value, "Date");
  return time;
}

ApiResult<std::int64_t> required_time(const json::object& structure, std::string_view name) {
  ENI_TRY(const auto time, time_in(structure, name));
  return time.value_or(0);
}

ApiResult<std::optional<double>> number_in(const json::object& structure, std::string_view name) {
  const json::value* value = given(structure, name);
  if (!value) return std::optional<double>{};
  const auto number = number_of(*value);
  if (!number) return malformed(*value, "Double");
  return number;
}

ApiResult<std::vector<double>> numbers_in(const json::object& structure, std::string_view name) {
  std::vector<double> all;
  for (const json::value& element : array_at(structure, name)) {
    const auto number = number_of(element);
    if (!number) return malformed(element, "Double");
    all.push_back(*number);
  }
  return all;
}

std::int64_t whole_number_in(const json::object& structure, std::string_view name) {
  return parse_integer(scalar_text_at(structure, name)).value_or(integer_at(structure, name));
}

ApiResult<MetricDimensions> dimensions_in(const json::object& structure) {
  MetricDimensions all;
  for (const json::value& dimension : array_at(structure, "Dimensions"))
    all.emplace_back(text_at(dimension, "Name"), text_at(dimension, "Value"));
  std::sort(all.begin(), all.end());
  const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
  if (std::adjacent_find(all.begin(), all.end(), same_name) != all.end())
    return invalid_value("No Metric may specify the same dimension name twice.");
  return all;
}

ApiResult<MetricKey> metric_in(const Call& call, const json::object& structure) {
  ENI_TRY(auto dimensions, dimensions_in(structure));
  return MetricKey{call.account().value, call.region.value, text_at(structure, "Namespace"),
                   text_at(structure, "MetricName"), std::move(dimensions)};
}

json::array dimensions_value(const MetricDimensions& dimensions) {
  json::array all;
  for (const auto& [name, value] : dimensions) all.push_back(json::object{{"Name", name}, {"Value", value}});
  return all;
}

std::string time_text(std::int64_t millis) { return iso8601_millis(TimePoint{Duration{millis}}); }

bool is_period(std::int64_t seconds) {
  if (seconds >= 60) return seconds % 60 == 0;
  return seconds == 1 || seconds == 5 || seconds == 10 || seconds == 30;
}

}  // namespace eni::sandbox::monitoring_service
