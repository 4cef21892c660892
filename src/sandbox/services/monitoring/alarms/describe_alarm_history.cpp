/// DescribeAlarmHistory.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/monitoring/alarms/alarm_input.h"
#include "sandbox/services/monitoring/alarms/operations.h"
#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/input.h"
#include "sandbox/store/monitoring_alarm_repository.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr long long kPage = 100;

ApiResult<AlarmHistoryQuery> read_query(const Call& call) {
  const json::object& params = call.params.all();
  AlarmHistoryQuery query;
  query.alarm_name = call.params.text_or("AlarmName", "");
  query.type = call.params.text_or("HistoryItemType", "");
  ENI_TRY(const auto from, time_in(params, "StartDate"));
  ENI_TRY(const auto until, time_in(params, "EndDate"));
  query.from = from.value_or(0);
  query.until = until.value_or(std::numeric_limits<std::int64_t>::max());
  query.is_newest_first = call.params.text_or("ScanBy", "") != "TimestampAscending";
  const auto key = read_page_token(call.params.text_or("NextToken", ""));
  const auto after = key && !key->empty() ? parse_integer(*key) : std::optional<long long>{0};
  if (!key || !after) return invalid_next_token();
  query.after_number = *after;
  return query;
}

json::object item_value(const AlarmHistoryItem& item) {
  return {{"AlarmName", item.alarm_name},      {"AlarmType", "MetricAlarm"},
          {"Timestamp", time_text(item.time)}, {"HistoryItemType", item.type},
          {"HistorySummary", item.summary},    {"HistoryData", item.data}};
}

}  // namespace

ApiResult<Reply> describe_alarm_history(Call& call) {
  ENI_TRY(AlarmHistoryQuery query, read_query(call));
  ENI_TRY(const auto most, call.params.integer("MaxRecords", 1, kPage));
  const auto page = static_cast<std::size_t>(most.value_or(kPage));
  query.limit = static_cast<int>(page) + 1;
  auto items =
      call.store<MonitoringAlarmRepository>().history(call.account().value, call.region.value, query);
  if (!wants_metric_alarms(call)) items.clear();
  json::object reply;
  if (items.size() > page) {
    items.resize(page);
    reply["NextToken"] = page_token(std::to_string(items.back().number));
  }
  json::array shown;
  for (const AlarmHistoryItem& item : items) shown.push_back(item_value(item));
  reply["AlarmHistoryItems"] = std::move(shown);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::monitoring_service
