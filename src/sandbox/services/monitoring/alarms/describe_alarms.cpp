/// DescribeAlarms, DescribeAlarmsForMetric.
#include <set>

#include "sandbox/gateway/batched_rows.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/monitoring/alarms/alarm.h"
#include "sandbox/services/monitoring/alarms/alarm_input.h"
#include "sandbox/services/monitoring/alarms/operations.h"
#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/input.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr long long kPage = 50;
constexpr long long kMaxPage = 100;

struct Filter {
  std::vector<std::string> names;
  std::string prefix;
  std::string state;
  std::string action_prefix;
  std::string after;
  std::size_t page = kPage;
};

ApiResult<Filter> read_filter(const Call& call) {
  Filter filter;
  ENI_TRY(filter.names, call.params.texts("AlarmNames"));
  filter.prefix = call.params.text_or("AlarmNamePrefix", "");
  if (!filter.names.empty() && !filter.prefix.empty())
    return aws::validation_error(exclusive("AlarmNames", "AlarmNamePrefix"));
  filter.state = call.params.text_or("StateValue", "");
  filter.action_prefix = call.params.text_or("ActionPrefix", "");
  ENI_TRY(const auto most, call.params.integer("MaxRecords", 1, kMaxPage));
  filter.page = static_cast<std::size_t>(most.value_or(filter.names.empty() ? kPage : kMaxPage));
  const auto after = read_page_token(call.params.text_or("NextToken", ""));
  if (!after) return invalid_next_token();
  filter.after = *after;
  return filter;
}

bool has_action(const MetricAlarm& alarm, std::string_view prefix) {
  for (const std::string_view member : {"OKActions", "AlarmActions", "InsufficientDataActions"})
    for (const std::string& action : texts_at(alarm.definition, member))
      if (action.starts_with(prefix)) return true;
  return false;
}

bool fits(const MetricAlarm& alarm, const Filter& filter) {
  if (!filter.state.empty() && to_string(alarm.status.state) != filter.state) return false;
  return filter.action_prefix.empty() || has_action(alarm, filter.action_prefix);
}

/// In the order of names: those of the page, and one more if there is one. Those who ask for an alarm by its name, as Auto
/// Scaling does each minute, do not read all others.
std::vector<MetricAlarm> candidates(const Call& call, const Filter& filter) {
  auto& alarms = call.store<MonitoringAlarmRepository>();
  const std::string& account = call.account().value;
  if (filter.names.empty()) {
    const auto read = [&](const std::string& after, std::int64_t limit) {
      return alarms.list(account, call.region.value, filter.prefix, after, limit);
    };
    return first_fitting<MetricAlarm>(
        filter.after, filter.page + 1, read, [](const MetricAlarm& alarm) { return alarm.name; },
        [&](const MetricAlarm& alarm) { return fits(alarm, filter); });
  }
  std::vector<MetricAlarm> named;
  for (const std::string& name : std::set<std::string>(filter.names.begin(), filter.names.end()))
    if (auto alarm = alarms.find(account, call.region.value, name)) named.push_back(*std::move(alarm));
  return named;
}

}  // namespace

ApiResult<Reply> describe_alarms(Call& call) {
  ENI_TRY(const Filter filter, read_filter(call));
  json::object reply{{"CompositeAlarms", json::array{}}};
  json::array shown;
  std::string last;
  for (const MetricAlarm& alarm : candidates(call, filter)) {
    if (!wants_metric_alarms(call) || alarm.name <= filter.after || !fits(alarm, filter)) continue;
    if (shown.size() == filter.page) {
      reply["NextToken"] = page_token(last);
      break;
    }
    last = alarm.name;
    shown.push_back(alarm_value(alarm));
  }
  reply["MetricAlarms"] = std::move(shown);
  return Reply{std::move(reply)};
}

ApiResult<Reply> describe_alarms_for_metric(Call& call) {
  const json::object& params = call.params.all();
  ENI_TRY(const MetricKey metric, metric_in(call, params));
  json::array shown;
  for (const MetricAlarm& alarm : call.store<MonitoringAlarmRepository>().of_metric(metric)) {
    const WatchedSeries series = series_of(alarm);
    const auto differs = [&params](std::string_view name, const std::string& value) {
      const std::string wanted = scalar_text_at(params, name);
      return !wanted.empty() && wanted != value;
    };
    if (differs("Statistic", series.statistic_name) || differs("ExtendedStatistic", series.statistic_name) ||
        differs("Period", std::to_string(series.period)) || differs("Unit", series.unit))
      continue;
    shown.push_back(alarm_value(alarm));
  }
  return Reply{json::object{{"MetricAlarms", std::move(shown)}}};
}

}  // namespace eni::sandbox::monitoring_service
