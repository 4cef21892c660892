#include "sandbox/services/monitoring/alarms/state_change.h"

#include "sandbox/services/monitoring/alarms/alarm.h"
#include "sandbox/services/monitoring/alarms/document_text.h"
#include "sandbox/services/monitoring/alarms/history.h"

namespace eni::sandbox::monitoring_service {
namespace {

json::object status_detail(const AlarmStatus& status) {
  json::object out{{"value", to_string(status.state)}, {"reason", status.reason}};
  if (!status.reason_data.empty()) out["reasonData"] = status.reason_data;
  out["timestamp"] = document_time(status.updated);
  return out;
}

/// Source: Amazon CloudWatch User Guide, "Alarm events and EventBridge".
json::object configuration_detail(const MetricAlarm& alarm, Random& random) {
  const WatchedSeries series = series_of(alarm);
  json::object dimensions;
  for (const auto& [name, value] : alarm.metric.dimensions) dimensions[name] = value;
  json::object metric{{"namespace", alarm.metric.metric_namespace},
                      {"name", alarm.metric.name},
                      {"dimensions", std::move(dimensions)}};
  json::object stat{
      {"metric", std::move(metric)}, {"period", series.period}, {"stat", series.statistic_name}};
  if (!series.unit.empty()) stat["unit"] = series.unit;
  const json::array& queries = array_at(alarm.definition, "Metrics");
  const std::string id = queries.empty() ? random.uuid() : text_at(queries.front(), "Id");
  json::array metrics;
  metrics.push_back(json::object{{"id", id}, {"metricStat", std::move(stat)}, {"returnData", true}});
  json::object out;
  if (const auto description = find_string(alarm.definition, "AlarmDescription"))
    out["description"] = *description;
  out["metrics"] = std::move(metrics);
  return out;
}

}  // namespace

void store_status(Store& store, MetricAlarm& alarm, AlarmStatus status) {
  auto& alarms = store.get<MonitoringAlarmRepository>();
  const AlarmStatus before = alarm.status;
  alarm.status = std::move(status);
  alarms.update(alarm);
  if (before.state != alarm.status.state) alarms.add_history(alarm, state_item(alarm, before));
}

Event state_event(const MetricAlarm& alarm, const AlarmStatus& before, Occasion occasion, Random& random,
                  const std::optional<DecidingDatum>& decided_by) {
  Event event;
  event.source = "aws.cloudwatch";
  event.detail_type = "CloudWatch Alarm State Change";
  event.account = aws::AccountId{alarm.account};
  event.region = aws::Region{alarm.region};
  event.resources = {arn_of(alarm)};
  json::array actions;
  for (const std::string& action : actions_of(alarm)) actions.emplace_back(action);
  event.detail = {{"alarmName", alarm.name},
                  {"state", status_detail(alarm.status)},
                  {"previousState", status_detail(before)},
                  {"configuration", configuration_detail(alarm, random)},
                  {"_actions", std::move(actions)},
                  {"_repeated", occasion == Occasion::kRepeat}};
  if (decided_by) {
    event.detail["_metric"] = decided_by->value;
    event.detail["_measured"] = decided_by->time;
  }
  return event;
}

}  // namespace eni::sandbox::monitoring_service
