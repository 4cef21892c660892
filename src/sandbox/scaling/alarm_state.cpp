#include "sandbox/scaling/alarm_state.h"

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/scaling/target_tracking.h"

namespace eni::sandbox::scaling {
namespace {

constexpr Duration kLookBack = std::chrono::minutes{5};

/// Members of the event, and of an alarm to which they were added.
constexpr std::string_view kMetric = "_metric";
constexpr std::string_view kMeasured = "_measured";

/// The alarm's metric as a query of GetMetricData.
json::array queries_of(const json::object& alarm) {
  if (const json::array& queries = array_at(alarm, "Metrics"); !queries.empty()) return queries;
  json::object metric{{"Namespace", text_at(alarm, "Namespace")},
                      {"MetricName", text_at(alarm, "MetricName")}};
  metric["Dimensions"] = array_at(alarm, "Dimensions");
  json::object statistic{{"Period", integer_at(alarm, "Period", 60)}, {"Stat", text_at(alarm, "Statistic")}};
  statistic["Metric"] = std::move(metric);
  json::object query{{"Id", "m1"}, {"ReturnData", true}};
  query["MetricStat"] = std::move(statistic);
  json::array list;
  list.push_back(std::move(query));
  return list;
}

}  // namespace

Task<std::optional<json::object>> describe_alarm(Environment& env, Principal principal, aws::Region region,
                                                 std::string name) {
  json::object params;
  params["AlarmNames"] = json::array{json::string(name)};
  auto asking = env.gateway.call(principal, region, "monitoring", "DescribeAlarms", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return std::nullopt;
  const json::array& alarms = array_at(reply->value, "MetricAlarms");
  if (alarms.empty()) co_return std::nullopt;
  co_return alarms.front().as_object();
}

Task<bool> all_want_in(Environment& env, Principal principal, aws::Region region,
                       std::vector<std::string> names) {
  for (const std::string& name : names) {
    auto asking = describe_alarm(env, principal, region, name);
    const auto state = co_await std::move(asking);
    const bool in_alarm = state && text_at(*state, "StateValue") == "ALARM";
    if (in_alarm != is_low_alarm(name)) co_return false;
  }
  co_return true;
}

AlarmKey alarm_of(const Event& event) {
  return {event.account.value, event.region.value, text_at(event.detail, "alarmName")};
}

void DecidingMetrics::note(const Event& event) {
  const json::value* metric = find(event.detail, kMetric);
  if (!metric || text_at(object_at(event.detail, "state"), "value") != "ALARM") {
    metrics_.erase(alarm_of(event));
    return;
  }
  metrics_[alarm_of(event)] = {{kMetric, *metric}, {kMeasured, integer_at(event.detail, kMeasured)}};
}

void DecidingMetrics::add_to(json::object& alarm, const AlarmKey& key) const {
  const auto known = metrics_.find(key);
  if (known == metrics_.end()) return;
  for (const auto& [name, value] : known->second) alarm[name] = value;
}

Task<std::optional<AlarmMetric>> metric_of_alarm(Environment& env, Principal principal, aws::Region region,
                                                 json::object alarm) {
  if (const json::value* metric = find(alarm, kMetric))
    co_return AlarmMetric{metric->to_number<double>(), TimePoint{Duration{integer_at(alarm, kMeasured)}}};
  const TimePoint now = env.scheduler.now();
  json::object params{{"StartTime", iso8601(now - kLookBack)},
                      {"EndTime", iso8601(now + std::chrono::minutes{1})},
                      {"ScanBy", "TimestampDescending"}};
  params["MetricDataQueries"] = queries_of(alarm);
  auto asking = env.gateway.call(principal, region, "monitoring", "GetMetricData", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return std::nullopt;
  for (const json::value& result : array_at(reply->value, "MetricDataResults")) {
    const json::array& values = array_at(result, "Values");
    if (!values.empty() && values.front().is_number())
      co_return AlarmMetric{values.front().to_number<double>(), {}};
    if (!values.empty() && values.front().is_string())
      co_return AlarmMetric{std::strtod(as_text(values.front()).c_str(), nullptr), {}};
  }
  co_return std::nullopt;
}

std::optional<double> number_in(const json::object& alarm, std::string_view name) {
  const json::value* value = find(alarm, name);
  if (value && value->is_number()) return value->to_number<double>();
  if (value && value->is_string()) return std::strtod(as_text(*value).c_str(), nullptr);
  return std::nullopt;
}

}  // namespace eni::sandbox::scaling
