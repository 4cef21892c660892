/// GetMetricStatistics.
#include <map>

#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/input.h"
#include "sandbox/services/monitoring/metrics/operations.h"
#include "sandbox/services/monitoring/metrics/statistic.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::int64_t kMaxDatapoints = 1440;

struct Request {
  MetricKey metric;
  std::int64_t start = 0;  ///< milliseconds, as the next two
  std::int64_t end = 0;
  std::int64_t period = 0;
  std::string unit;
  std::vector<std::pair<std::string, Statistic>> statistics;
  std::vector<std::pair<std::string, Statistic>> percentiles;
};

/// "16,666"
std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

ApiResult<void> check_range(const Request& request) {
  if (!is_period(request.period / 1000))
    return invalid_value("The parameter Period must be 1, 5, 10, 30 or a multiple of 60.");
  if (request.start >= request.end)
    return invalid_combination("The parameter StartTime must be less than the parameter EndTime.");
  const std::int64_t count = (request.end - request.start + request.period - 1) / request.period;
  if (count > kMaxDatapoints)
    return invalid_combination("You have requested up to " + grouped(count) +
                               " datapoints, which exceeds the limit of 1,440. You may reduce the datapoints "
                               "requested by increasing Period, or decreasing the time range.");
  return {};
}

ApiResult<void> read_statistics(const Call& call, Request& request) {
  ENI_TRY(const auto names, call.params.texts("Statistics"));
  ENI_TRY(const auto percentiles, call.params.texts("ExtendedStatistics"));
  if (names.empty() && percentiles.empty())
    return missing_parameter(
        "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
  if (!names.empty() && !percentiles.empty())
    return invalid_combination(exclusive("Statistics", "ExtendedStatistics"));
  for (const std::string& name : names)
    if (const auto statistic = parse_statistic(name)) request.statistics.emplace_back(name, *statistic);
  for (const std::string& name : percentiles) {
    const auto statistic = parse_statistic(name);
    if (!statistic || statistic->kind != Statistic::Kind::kPercentile)
      return invalid_value(invalid_text(name, "ExtendedStatistics"));
    request.percentiles.emplace_back(name, *statistic);
  }
  return {};
}

ApiResult<Request> read_request(const Call& call) {
  Request request;
  ENI_TRY(request.metric, metric_in(call, call.params.all()));
  ENI_TRY(const auto start, required_time(call.params.all(), "StartTime"));
  ENI_TRY(request.end, required_time(call.params.all(), "EndTime"));
  request.period = whole_number_in(call.params.all(), "Period") * 1000;
  // Periods begin at StartTime, rounded down to what is kept.
  const std::int64_t kept = request.period < 60'000 ? 1000 : 60'000;
  request.start = start - start % kept;
  request.unit = call.params.text_or("Unit", "");
  ENI_CHECK(check_range(request));
  ENI_CHECK(read_statistics(call, request));
  return request;
}

json::object datapoint(const Request& request, const PeriodValues& period, const std::string& unit) {
  json::object out{{"Timestamp", time_text(period.start)}, {"Unit", unit}};
  for (const auto& [name, statistic] : request.statistics)
    if (const auto value = value_of(statistic, period.values)) out[name] = *value;
  json::array entries;
  for (const auto& [name, statistic] : request.percentiles)
    if (const auto value = value_of(statistic, period.values))
      entries.push_back(json::object{{"key", name}, {"value", *value}});
  if (!entries.empty()) out["ExtendedStatistics"] = json::object{{"entry", std::move(entries)}};
  return out;
}

}  // namespace

ApiResult<Reply> get_metric_statistics(Call& call) {
  ENI_TRY(const Request request, read_request(call));
  std::map<std::string, std::vector<MetricPoint>> by_unit;
  for (MetricPoint& point : call.store<MonitoringMetricRepository>().points(request.metric, request.start,
                                                                            request.end, request.unit))
    by_unit[point.unit].push_back(std::move(point));
  json::array datapoints;
  for (const auto& [unit, points] : by_unit)
    for (const PeriodValues& period : by_period(points, request.start, request.period))
      datapoints.push_back(datapoint(request, period, unit));
  return Reply{json::object{{"Label", request.metric.name}, {"Datapoints", std::move(datapoints)}}};
}

}  // namespace eni::sandbox::monitoring_service
