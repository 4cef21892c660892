#include "sandbox/store/monitoring_alarm_repository.h"

#include <array>
#include <limits>

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::array<std::string_view, 3> kStates{"OK", "ALARM", "INSUFFICIENT_DATA"};

json::object parse_object(std::string_view text) {
  const auto parsed = parse_json(text);
  return parsed && parsed->is_object() ? parsed->get_object() : json::object{};
}

/// @throws sqlite::Failure  the state file is damaged
AlarmState state_of(const sqlite::Statement& row, int column) {
  if (const auto state = parse_alarm_state(row.view(column))) return *state;
  throw sqlite::Failure("damaged status in the state file: " + row.text(column));
}

MetricAlarm alarm_of(const sqlite::Statement& row) {
  MetricAlarm alarm;
  alarm.id = row.integer(0);
  alarm.account = row.text(1);
  alarm.region = row.text(2);
  alarm.name = row.text(3);
  alarm.metric = {alarm.account, alarm.region, row.text(4), row.text(5), parse_dimensions(row.view(6))};
  alarm.status = {state_of(row, 7), row.text(8), row.text(9), row.integer(10)};
  alarm.configuration_updated = row.integer(11);
  alarm.actions_enabled = row.integer(12) != 0;
  alarm.definition = parse_object(row.view(13));
  alarm.tags = parse_object(row.view(14));
  return alarm;
}

AlarmHistoryItem item_of(const sqlite::Statement& row) {
  return {row.integer(0), row.text(1), row.integer(2), row.text(3), row.text(4), row.text(5)};
}

}  // namespace

std::string_view to_string(AlarmState state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<AlarmState> parse_alarm_state(std::string_view text) {
  for (std::size_t at = 0; at < kStates.size(); ++at)
    if (kStates[at] == text) return static_cast<AlarmState>(at);
  return std::nullopt;
}

MonitoringAlarmRepository::MonitoringAlarmRepository(sqlite::Database& database)
    : database_{database},
      find_id_{database,
               "SELECT id, account, region, name, namespace, metric_name, dimensions, state, state_reason, "
               "state_reason_data, state_updated, configuration_updated, actions_enabled, definition, tags "
               "FROM monitoring_alarm WHERE id = ?1"},
      find_{database,
            "SELECT id, account, region, name, namespace, metric_name, dimensions, state, state_reason, "
            "state_reason_data, state_updated, configuration_updated, actions_enabled, definition, tags "
            "FROM monitoring_alarm WHERE account = ?1 AND region = ?2 AND name = ?3"},
      list_{database,
            "SELECT id, account, region, name, namespace, metric_name, dimensions, state, state_reason, "
            "state_reason_data, state_updated, configuration_updated, actions_enabled, definition, tags "
            "FROM monitoring_alarm WHERE account = ?1 AND region = ?2 AND substr(name, 1, length(?3)) = ?3 "
            "AND name >= ?3 AND name > ?4 ORDER BY name LIMIT ?5"},
      of_metric_{database,
                 "SELECT id, account, region, name, namespace, metric_name, dimensions, state, state_reason, "
                 "state_reason_data, state_updated, configuration_updated, actions_enabled, definition, tags "
                 "FROM monitoring_alarm WHERE account = ?1 AND region = ?2 AND namespace = ?3 "
                 "AND metric_name = ?4 AND dimensions = ?5 ORDER BY name"},
      ids_{database, "SELECT id FROM monitoring_alarm ORDER BY id"},
      any_{database, "SELECT 1 FROM monitoring_alarm LIMIT 1"},
      insert_{
          database,
          "INSERT INTO monitoring_alarm (account, region, name, namespace, metric_name, dimensions, state, "
          "state_reason, state_reason_data, state_updated, configuration_updated, actions_enabled, "
          "definition, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"},
      update_{database,
              "UPDATE monitoring_alarm SET namespace = ?2, metric_name = ?3, dimensions = ?4, state = ?5, "
              "state_reason = ?6, state_reason_data = ?7, state_updated = ?8, configuration_updated = ?9, "
              "actions_enabled = ?10, definition = ?11, tags = ?12 WHERE id = ?1"},
      remove_{database, "DELETE FROM monitoring_alarm WHERE id = ?1"},
      add_history_{database,
                   "INSERT INTO monitoring_alarm_history (account, region, alarm_name, time, type, summary, "
                   "data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      expire_history_{database,
                      "DELETE FROM monitoring_alarm_history WHERE account = ?1 AND region = ?2 "
                      "AND alarm_name = ?3 AND time < ?4"},
      cap_history_{database,
                   "DELETE FROM monitoring_alarm_history WHERE account = ?1 AND region = ?2 "
                   "AND alarm_name = ?3 AND number <= (SELECT number FROM monitoring_alarm_history "
                   "WHERE account = ?1 AND region = ?2 AND alarm_name = ?3 ORDER BY number DESC "
                   "LIMIT 1 OFFSET ?4)"},
      newest_history_{database,
                      "SELECT number, alarm_name, time, type, summary, data FROM monitoring_alarm_history "
                      "WHERE account = ?1 AND region = ?2 AND (?3 = '' OR alarm_name = ?3) "
                      "AND (?4 = '' OR type = ?4) AND time BETWEEN ?5 AND ?6 AND number < ?7 "
                      "ORDER BY number DESC LIMIT ?8"},
      oldest_history_{database,
                      "SELECT number, alarm_name, time, type, summary, data FROM monitoring_alarm_history "
                      "WHERE account = ?1 AND region = ?2 AND (?3 = '' OR alarm_name = ?3) "
                      "AND (?4 = '' OR type = ?4) AND time BETWEEN ?5 AND ?6 AND number > ?7 "
                      "ORDER BY number LIMIT ?8"} {}

std::optional<MetricAlarm> MonitoringAlarmRepository::find(std::int64_t id) {
  return first_row(find_id_.query(id), alarm_of);
}

std::optional<MetricAlarm> MonitoringAlarmRepository::find(std::string_view account, std::string_view region,
                                                           std::string_view name) {
  return first_row(find_.query(account, region, name), alarm_of);
}

std::vector<MetricAlarm> MonitoringAlarmRepository::list(std::string_view account, std::string_view region,
                                                         std::string_view name_prefix, std::string_view after,
                                                         std::int64_t limit) {
  return all_rows(list_.query(account, region, name_prefix, after, limit), alarm_of);
}

std::vector<MetricAlarm> MonitoringAlarmRepository::of_metric(const MetricKey& metric) {
  return all_rows(of_metric_.query(metric.account, metric.region, metric.metric_namespace, metric.name,
                                   dimensions_text(metric.dimensions)),
                  alarm_of);
}

std::vector<std::int64_t> MonitoringAlarmRepository::ids() {
  return all_rows(ids_.query(), sqlite::first_integer<>);
}

bool MonitoringAlarmRepository::has_any() { return has_row(any_.query()); }

std::int64_t MonitoringAlarmRepository::insert(const MetricAlarm& alarm) {
  const MetricKey& metric = alarm.metric;
  const AlarmStatus& status = alarm.status;
  insert_.run(alarm.account, alarm.region, alarm.name, metric.metric_namespace, metric.name,
              dimensions_text(metric.dimensions), to_string(status.state), status.reason, status.reason_data,
              status.updated, alarm.configuration_updated, alarm.actions_enabled,
              json::serialize(alarm.definition), json::serialize(alarm.tags));
  return database_.last_insert_rowid();
}

void MonitoringAlarmRepository::update(const MetricAlarm& alarm) {
  const MetricKey& metric = alarm.metric;
  const AlarmStatus& status = alarm.status;
  update_.run(alarm.id, metric.metric_namespace, metric.name, dimensions_text(metric.dimensions),
              to_string(status.state), status.reason, status.reason_data, status.updated,
              alarm.configuration_updated, alarm.actions_enabled, json::serialize(alarm.definition),
              json::serialize(alarm.tags));
}

void MonitoringAlarmRepository::remove(std::int64_t id) { remove_.run(id); }

void MonitoringAlarmRepository::add_history(const MetricAlarm& alarm, const AlarmHistoryItem& item) {
  add_history_.run(alarm.account, alarm.region, alarm.name, item.time, item.type, item.summary, item.data);
  const auto horizon = item.time - std::chrono::milliseconds{kHistory}.count();
  expire_history_.run(alarm.account, alarm.region, alarm.name, horizon);
  cap_history_.run(alarm.account, alarm.region, alarm.name, kMaxHistoryItems);
}

std::vector<AlarmHistoryItem> MonitoringAlarmRepository::history(std::string_view account,
                                                                 std::string_view region,
                                                                 const AlarmHistoryQuery& query) {
  std::int64_t after = query.after_number;
  if (query.is_newest_first && after == 0) after = std::numeric_limits<std::int64_t>::max();
  sqlite::Statement& statement = query.is_newest_first ? newest_history_ : oldest_history_;
  return all_rows(statement.query(account, region, query.alarm_name, query.type, query.from, query.until,
                                  after, query.limit),
                  item_of);
}

}  // namespace eni::sandbox
