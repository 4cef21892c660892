#include "sandbox/store/logs_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::int64_t kDayMillis = 24LL * 60 * 60 * 1000;
constexpr std::int64_t kReadBytes = 1024 * 1024;  ///< of one answer of GetLogEvents

LogGroup group_of(const sqlite::Statement& row) {
  LogGroup group;
  group.id = row.integer(0);
  group.name = row.text(1);
  group.creation_time = row.integer(2);
  if (!row.is_null(3)) group.retention_days = static_cast<int>(row.integer(3));
  group.log_group_class = row.text(4);
  group.stored_bytes = row.integer(5);
  return group;
}

LogStream stream_of(const sqlite::Statement& row) {
  LogStream stream;
  stream.id = row.integer(0);
  stream.name = row.text(1);
  stream.creation_time = row.integer(2);
  stream.first_event_time = optional_integer(row, 3);
  stream.last_event_time = optional_integer(row, 4);
  stream.last_ingestion_time = optional_integer(row, 5);
  stream.sequence = row.integer(6);
  return stream;
}

LogEvent event_of(const sqlite::Statement& row) {
  return {{row.integer(0), row.integer(1)}, row.integer(2), row.text(3), {}};
}

LogResourcePolicy resource_policy_of(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.integer(2)};
}

std::int64_t counted_bytes(const LogEvent& event) {
  return static_cast<std::int64_t>(event.message.size()) + kLogEventOverheadBytes;
}

}  // namespace

LogsRepository::LogsRepository(sqlite::Database& database)
    : database_{database},
      find_group_{database,
                  "SELECT id, name, creation_time, retention_days, class, stored_bytes FROM log_group "
                  "WHERE account = ?1 AND region = ?2 AND name = ?3"},
      insert_group_{database,
                    "INSERT INTO log_group (account, region, name, creation_time, retention_days, class) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      list_groups_{database,
                   "SELECT id, name, creation_time, retention_days, class, stored_bytes FROM log_group "
                   "WHERE account = ?1 AND region = ?2 AND substr(name, 1, length(?3)) = ?3 "
                   "AND (?4 = '' OR instr(name, ?4) > 0) AND name > ?5 AND (?6 = '' OR class = ?6) "
                   "ORDER BY name LIMIT ?7"},
      set_retention_{database, "UPDATE log_group SET retention_days = ?2 WHERE id = ?1"},
      delete_group_events_{database,
                           "DELETE FROM log_event WHERE stream_id IN "
                           "(SELECT id FROM log_stream WHERE group_id = ?1)"},
      delete_group_streams_{database, "DELETE FROM log_stream WHERE group_id = ?1"},
      delete_group_tags_{database, "DELETE FROM log_group_tag WHERE group_id = ?1"},
      delete_group_{database, "DELETE FROM log_group WHERE id = ?1"},
      find_stream_{database,
                   "SELECT id, name, creation_time, first_event_time, last_event_time, last_ingestion_time, "
                   "sequence FROM log_stream WHERE group_id = ?1 AND name = ?2"},
      insert_stream_{database, "INSERT INTO log_stream (group_id, name, creation_time) VALUES (?1, ?2, ?3)"},
      list_streams_{database,
                    "SELECT id, name, creation_time, first_event_time, last_event_time, last_ingestion_time, "
                    "sequence FROM log_stream WHERE group_id = ?1 AND substr(name, 1, length(?2)) = ?2 "
                    "ORDER BY name"},
      stream_bytes_{database,
                    "SELECT coalesce(sum(length(CAST(message AS BLOB)) + 26), 0) FROM log_event "
                    "WHERE stream_id = ?1"},
      delete_stream_events_{database, "DELETE FROM log_event WHERE stream_id = ?1"},
      delete_stream_{database, "DELETE FROM log_stream WHERE id = ?1"},
      insert_event_{
          database,
          "INSERT INTO log_event (stream_id, time, ingestion_time, message) VALUES (?1, ?2, ?3, ?4)"},
      touch_stream_{database,
                    "UPDATE log_stream SET first_event_time = min(coalesce(first_event_time, ?2), ?2), "
                    "last_event_time = max(coalesce(last_event_time, ?3), ?3), last_ingestion_time = ?4, "
                    "sequence = sequence + 1 WHERE id = ?1 RETURNING sequence"},
      add_bytes_{database, "UPDATE log_group SET stored_bytes = stored_bytes + ?2 WHERE id = ?1"},
      expired_bytes_{database,
                     "SELECT coalesce(sum(length(CAST(message AS BLOB)) + 26), 0) FROM log_event "
                     "WHERE time < ?2 AND stream_id IN (SELECT id FROM log_stream WHERE group_id = ?1)"},
      expire_events_{database,
                     "DELETE FROM log_event WHERE time < ?2 AND stream_id IN "
                     "(SELECT id FROM log_stream WHERE group_id = ?1)"},
      read_forward_{database,
                    "SELECT time, id, ingestion_time, message FROM log_event WHERE stream_id = ?1 "
                    "AND (time, id) > (?2, ?3) AND time >= ?4 AND time < ?5 ORDER BY time, id LIMIT ?6"},
      read_backward_{
          database,
          "SELECT time, id, ingestion_time, message FROM log_event WHERE stream_id = ?1 "
          "AND (time, id) < (?2, ?3) AND time >= ?4 AND time < ?5 ORDER BY time DESC, id DESC LIMIT ?6"},
      scan_{database,
            "SELECT e.time, e.id, e.ingestion_time, e.message, s.name "
            "FROM log_stream AS s JOIN log_event AS e ON e.stream_id = s.id WHERE s.group_id = ?1 "
            "AND CASE WHEN ?2 = '[]' THEN substr(s.name, 1, length(?3)) = ?3 "
            "ELSE s.name IN (SELECT value FROM json_each(?2)) END "
            "AND (e.time, e.id) > (?4, ?5) AND e.time >= ?6 AND e.time <= ?7 ORDER BY e.time, e.id"},
      tags_{database, "SELECT key, value FROM log_group_tag WHERE group_id = ?1"},
      set_tag_{database, "INSERT OR REPLACE INTO log_group_tag (group_id, key, value) VALUES (?1, ?2, ?3)"},
      remove_tag_{database, "DELETE FROM log_group_tag WHERE group_id = ?1 AND key = ?2"},
      put_resource_policy_{
          database,
          "INSERT OR REPLACE INTO log_resource_policy "
          "(account, region, name, document, last_updated_time) VALUES (?1, ?2, ?3, ?4, ?5)"},
      delete_resource_policy_{
          database, "DELETE FROM log_resource_policy WHERE account = ?1 AND region = ?2 AND name = ?3"},
      list_resource_policies_{database,
                              "SELECT name, document, last_updated_time FROM log_resource_policy "
                              "WHERE account = ?1 AND region = ?2 AND name > ?3 ORDER BY name LIMIT ?4"} {}

std::optional<LogGroup> LogsRepository::find_group(std::string_view account, std::string_view region,
                                                   std::string_view name) {
  return first_row(find_group_.query(account, region, name), group_of);
}

LogGroup LogsRepository::create_group(std::string_view account, std::string_view region,
                                      const LogGroup& group) {
  insert_group_.run(account, region, group.name, group.creation_time, group.retention_days,
                    group.log_group_class);
  LogGroup created = group;
  created.id = database_.last_insert_rowid();
  return created;
}

void LogsRepository::delete_group(std::int64_t group_id) {
  delete_group_events_.run(group_id);
  delete_group_streams_.run(group_id);
  delete_group_tags_.run(group_id);
  delete_group_.run(group_id);
}

std::vector<LogGroup> LogsRepository::list_groups(std::string_view account, std::string_view region,
                                                  const LogGroupQuery& query) {
  return all_rows(list_groups_.query(account, region, query.prefix, query.part, query.after,
                                     query.log_group_class, query.limit),
                  group_of);
}

void LogsRepository::set_retention(std::int64_t group_id, std::optional<int> days) {
  set_retention_.run(group_id, days);
}

std::optional<LogStream> LogsRepository::find_stream(std::int64_t group_id, std::string_view name) {
  return first_row(find_stream_.query(group_id, name), stream_of);
}

LogStream LogsRepository::create_stream(std::int64_t group_id, std::string_view name, std::int64_t now) {
  insert_stream_.run(group_id, name, now);
  LogStream created;
  created.id = database_.last_insert_rowid();
  created.name = std::string{name};
  created.creation_time = now;
  return created;
}

void LogsRepository::delete_stream(std::int64_t group_id, std::int64_t stream_id) {
  const auto bytes = first_row(stream_bytes_.query(stream_id), sqlite::first_integer<>).value_or(0);
  delete_stream_events_.run(stream_id);
  delete_stream_.run(stream_id);
  add_bytes_.run(group_id, -bytes);
}

std::vector<LogStream> LogsRepository::list_streams(std::int64_t group_id, std::string_view prefix) {
  return all_rows(list_streams_.query(group_id, prefix), stream_of);
}

std::int64_t LogsRepository::append(std::int64_t group_id, std::int64_t stream_id,
                                    const std::vector<LogEvent>& events, std::int64_t now) {
  std::int64_t bytes = 0;
  for (const LogEvent& event : events) {
    insert_event_.run(stream_id, event.position.time, now, event.message);
    bytes += counted_bytes(event);
  }
  add_bytes_.run(group_id, bytes);
  touch_stream_.query(stream_id, events.front().position.time, events.back().position.time, now);
  const std::int64_t sequence = touch_stream_.step() ? touch_stream_.integer(0) : 0;
  while (touch_stream_.step()) {
  }
  return sequence;
}

void LogsRepository::expire(const LogGroup& group, std::int64_t now) {
  if (!group.retention_days) return;
  const std::int64_t horizon = now - *group.retention_days * kDayMillis;
  const auto bytes = first_row(expired_bytes_.query(group.id, horizon), sqlite::first_integer<>).value_or(0);
  if (bytes == 0) return;
  expire_events_.run(group.id, horizon);
  add_bytes_.run(group.id, -bytes);
}

std::vector<LogEvent> LogsRepository::read(std::int64_t stream_id, Direction direction, LogPosition position,
                                           std::int64_t from, std::int64_t until, int limit) {
  sqlite::Statement& statement = direction == Direction::kForward ? read_forward_ : read_backward_;
  std::vector<LogEvent> events;
  std::int64_t bytes = 0;
  for (statement.query(stream_id, position.time, position.id, from, until, limit); statement.step();) {
    LogEvent event = event_of(statement);
    bytes += counted_bytes(event);
    if (!events.empty() && bytes > kReadBytes) break;
    events.push_back(std::move(event));
  }
  statement.reset();
  return events;
}

void LogsRepository::scan(std::int64_t group_id, std::string_view names, std::string_view prefix,
                          LogPosition position, std::int64_t from, std::int64_t until,
                          const std::function<bool(const LogEvent&)>& accept) {
  for (scan_.query(group_id, names, prefix, position.time, position.id, from, until); scan_.step();) {
    LogEvent event = event_of(scan_);
    event.stream = scan_.text(4);
    if (!accept(event)) break;
  }
  scan_.reset();
}

std::map<std::string, std::string> LogsRepository::tags(std::int64_t group_id) {
  return all_pairs(tags_.query(group_id));
}

void LogsRepository::set_tag(std::int64_t group_id, std::string_view key, std::string_view value) {
  set_tag_.run(group_id, key, value);
}

void LogsRepository::remove_tag(std::int64_t group_id, std::string_view key) {
  remove_tag_.run(group_id, key);
}

void LogsRepository::put_resource_policy(std::string_view account, std::string_view region,
                                         const LogResourcePolicy& policy) {
  put_resource_policy_.run(account, region, policy.name, policy.document, policy.last_updated_time);
}

bool LogsRepository::delete_resource_policy(std::string_view account, std::string_view region,
                                            std::string_view name) {
  delete_resource_policy_.run(account, region, name);
  return database_.changes() > 0;
}

std::vector<LogResourcePolicy> LogsRepository::list_resource_policies(std::string_view account,
                                                                      std::string_view region,
                                                                      std::string_view after, int limit) {
  return all_rows(list_resource_policies_.query(account, region, after, limit), resource_policy_of);
}

}  // namespace eni::sandbox
