/// GetMetricData.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/input.h"
#include "sandbox/services/monitoring/metrics/operations.h"
#include "sandbox/services/monitoring/metrics/statistic.h"

namespace eni::sandbox::monitoring_service {
namespace {

// Source: Amazon CloudWatch API Reference, GetMetricData.
constexpr std::size_t kMaxQueries = 500;
constexpr std::int64_t kMaxDatapoints = 100'800;

struct Query {
  std::string id;
  std::string label;
  MetricKey metric;
  Statistic statistic;
  std::int64_t period = 0;  ///< in milliseconds
  std::string unit;
  bool returns_data = true;
};

struct Range {
  std::int64_t start = 0;  ///< milliseconds since the epoch
  std::int64_t end = 0;
  bool is_newest_first = true;
};

bool is_id(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' && std::ranges::all_of(text, is_word);
}

/// @param name  of the query in errors: "MetricDataQueries.member.1"
ApiResult<Query> read_query(const Call& call, const json::object& given, const std::string& name) {
  Query query;
  query.id = text_at(given, "Id");
  if (!is_id(query.id))
    return aws::validation_error("The value for parameter " + name +
                                 ".Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
  const json::object& stat = object_at(given, "MetricStat");
  if (stat.empty()) return aws::validation_error("The parameter " + name + ".MetricStat is required.");
  if (find(given, "Period")) return aws::validation_error(exclusive(name + ".Period", name + ".MetricStat"));
  ENI_TRY(query.metric, metric_in(call, object_at(stat, "Metric")));
  query.label = find(given, "Label") ? text_at(given, "Label") : query.metric.name;
  const std::int64_t period = whole_number_in(stat, "Period");
  if (!is_period(period))
    return aws::validation_error("The value '" + std::to_string(period) + "' for parameter " + name +
                                 ".MetricStat.Period is not supported. It must be 1, 5, 10, 30 or a multiple "
                                 "of 60.");
  query.period = period * 1000;
  const std::string statistic = text_at(stat, "Stat");
  const auto parsed = parse_statistic(statistic);
  if (!parsed)
    return aws::validation_error("the sandbox does not support the statistic '" + statistic +
                                 "' of the parameter " + name + ".MetricStat.Stat");
  query.statistic = *parsed;
  query.unit = text_at(stat, "Unit");
  query.returns_data = !iequals(scalar_text_at(given, "ReturnData"), "false");
  return query;
}

ApiResult<std::vector<Query>> read_queries(const Call& call) {
  ENI_TRY(const auto given, call.params.objects("MetricDataQueries"));
  if (given.size() > kMaxQueries)
    return aws::validation_error(too_many_text("MetricDataQueries", kMaxQueries));
  std::vector<Query> queries;
  std::set<std::string> ids;
  for (std::size_t at = 0; at < given.size(); ++at) {
    ENI_TRY(auto query, read_query(call, given[at], "MetricDataQueries.member." + std::to_string(at + 1)));
    if (!ids.insert(query.id).second)
      return aws::validation_error("The values for parameter id in MetricDataQueries are not unique.");
    queries.push_back(std::move(query));
  }
  return queries;
}

ApiResult<Range> read_range(const Call& call) {
  Range range;
  ENI_TRY(range.start, required_time(call.params.all(), "StartTime"));
  ENI_TRY(range.end, required_time(call.params.all(), "EndTime"));
  if (range.start >= range.end)
    return aws::validation_error("The parameter StartTime must be less than the parameter EndTime.");
  range.is_newest_first = call.params.text_or("ScanBy", "") != "TimestampAscending";
  return range;
}

using Series = std::vector<std::pair<std::int64_t, double>>;

/// Periods begin at whole multiples of their length.
Series read_series(const Call& call, const Query& query, const Range& range) {
  const std::int64_t start = range.start - range.start % query.period;
  const auto points =
      call.store<MonitoringMetricRepository>().points(query.metric, start, range.end, query.unit);
  Series series;
  for (const PeriodValues& period : by_period(points, 0, query.period))
    if (const auto value = value_of(query.statistic, period.values))
      series.emplace_back(period.start, *value);
  if (range.is_newest_first) std::reverse(series.begin(), series.end());
  return series;
}

/// Which of all datapoints, one series after the other, a page has.
struct Page {
  std::int64_t skip = 0;
  std::int64_t room = kMaxDatapoints;
  std::int64_t given = 0;
  bool is_cut = false;

  bool takes() {
    if (skip > 0) {
      --skip;
      return false;
    }
    if (room == 0) is_cut = true;
    if (is_cut) return false;
    --room;
    ++given;
    return true;
  }
};

json::object result_of(const Query& query, const Series& series, Page& page) {
  json::array timestamps;
  json::array values;
  for (const auto& [time, value] : series) {
    if (!page.takes()) continue;
    timestamps.emplace_back(time_text(time));
    values.emplace_back(value);
  }
  return {{"Id", query.id},
          {"Label", query.label},
          {"Timestamps", std::move(timestamps)},
          {"Values", std::move(values)},
          {"StatusCode", page.is_cut ? "PartialData" : "Complete"}};
}

ApiResult<Page> read_page(const Call& call) {
  Page page;
  ENI_TRY(const auto most, call.params.integer("MaxDatapoints", 1, kMaxDatapoints));
  page.room = most.value_or(kMaxDatapoints);
  const auto key = read_page_token(call.params.text_or("NextToken", ""));
  const auto skip = key && !key->empty() ? parse_integer(*key) : std::optional<long long>{0};
  if (!key || !skip || *skip < 0) return invalid_next_token();
  page.skip = *skip;
  return page;
}

}  // namespace

ApiResult<Reply> get_metric_data(Call& call) {
  ENI_TRY(const auto queries, read_queries(call));
  ENI_TRY(const Range range, read_range(call));
  ENI_TRY(Page page, read_page(call));
  const std::int64_t before = page.skip;
  json::array results;
  for (const Query& query : queries)
    if (query.returns_data) results.push_back(result_of(query, read_series(call, query, range), page));
  json::object reply{{"MetricDataResults", std::move(results)}, {"Messages", json::array{}}};
  if (page.is_cut) reply["NextToken"] = page_token(std::to_string(before + page.given));
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::monitoring_service
