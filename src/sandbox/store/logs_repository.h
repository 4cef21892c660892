#pragma once
/// CloudWatch Logs' rows: groups, streams, events, tags, resource policies.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct LogGroup {
  std::int64_t id = 0;
  std::string name;
  std::int64_t creation_time = 0;  ///< milliseconds since the epoch, as all times here
  std::optional<int> retention_days;
  std::string log_group_class = "STANDARD";
  std::int64_t stored_bytes = 0;
};

struct LogStream {
  std::int64_t id = 0;
  std::string name;
  std::int64_t creation_time = 0;
  std::optional<std::int64_t> first_event_time;
  std::optional<std::int64_t> last_event_time;
  std::optional<std::int64_t> last_ingestion_time;
  std::int64_t sequence = 1;  ///< of the next upload
};

/// Where an event stands in time's order: events of one millisecond stand in the order they came.
struct LogPosition {
  std::int64_t time = 0;
  std::int64_t id = 0;
};

struct LogEvent {
  LogPosition position;
  std::int64_t ingestion_time = 0;
  std::string message;
  std::string stream;  ///< filled by FilterLogEvents' reader only
};

/// A policy of the account in a Region, by which services may write to its groups.
struct LogResourcePolicy {
  std::string name;
  std::string document;  ///< as given
  std::int64_t last_updated_time = 0;
};

/// What CloudWatch Logs counts for an event beside its message.
inline constexpr std::int64_t kLogEventOverheadBytes = 26;

/// Which groups to list; an empty text is no condition.
struct LogGroupQuery {
  std::string prefix = {};  ///< of the name
  std::string part = {};    ///< of the name
  std::string log_group_class = {};
  std::string after = {};  ///< only names that come after it
  int limit = -1;          ///< at most so many; -1: all
};

class LogsRepository final : public Repository {
 public:
  explicit LogsRepository(sqlite::Database& database);

  std::optional<LogGroup> find_group(std::string_view account, std::string_view region,
                                     std::string_view name);
  LogGroup create_group(std::string_view account, std::string_view region, const LogGroup& group);
  void delete_group(std::int64_t group_id);
  /// In the order of names.
  std::vector<LogGroup> list_groups(std::string_view account, std::string_view region,
                                    const LogGroupQuery& query);
  void set_retention(std::int64_t group_id, std::optional<int> days);

  std::optional<LogStream> find_stream(std::int64_t group_id, std::string_view name);
  LogStream create_stream(std::int64_t group_id, std::string_view name, std::int64_t now);
  void delete_stream(std::int64_t group_id, std::int64_t stream_id);
  /// All streams whose names start with `prefix`, in the order of names.
  std::vector<LogStream> list_streams(std::int64_t group_id, std::string_view prefix);

  /// Appends events and keeps the stream's and the group's figures.
  /// @return  the stream's next sequence number
  std::int64_t append(std::int64_t group_id, std::int64_t stream_id, const std::vector<LogEvent>& events,
                      std::int64_t now);
  /// Deletes what the group's retention lets go.
  void expire(const LogGroup& group, std::int64_t now);

  enum class Direction { kForward, kBackward };
  /// Events of one stream with `from` <= time < `until`, strictly after (or before) `position`.
  /// @return  at most `limit`, and at most about 1 MiB, in the order of `direction`
  std::vector<LogEvent> read(std::int64_t stream_id, Direction direction, LogPosition position,
                             std::int64_t from, std::int64_t until, int limit);

  /// Events of many streams with `from` <= time <= `until` strictly after `position`, oldest first.
  /// @param names   JSON array of stream names; "[]" for all streams that start with `prefix`
  /// @param accept  called with each; returns whether to go on
  void scan(std::int64_t group_id, std::string_view names, std::string_view prefix, LogPosition position,
            std::int64_t from, std::int64_t until, const std::function<bool(const LogEvent&)>& accept);

  std::map<std::string, std::string> tags(std::int64_t group_id);
  void set_tag(std::int64_t group_id, std::string_view key, std::string_view value);
  void remove_tag(std::int64_t group_id, std::string_view key);

  /// Makes it, or replaces that of its name.
  void put_resource_policy(std::string_view account, std::string_view region,
                           const LogResourcePolicy& policy);
  /// @return  whether there was one
  bool delete_resource_policy(std::string_view account, std::string_view region, std::string_view name);
  /// At most `limit` (-1: all) whose names come after `after`, in the order of names.
  std::vector<LogResourcePolicy> list_resource_policies(std::string_view account, std::string_view region,
                                                        std::string_view after = "", int limit = -1);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_group_;
  sqlite::Statement insert_group_;
  sqlite::Statement list_groups_;
  sqlite::Statement set_retention_;
  sqlite::Statement delete_group_events_;
  sqlite::Statement delete_group_streams_;
  sqlite::Statement delete_group_tags_;
  sqlite::Statement delete_group_;
  sqlite::Statement find_stream_;
  sqlite::Statement insert_stream_;
  sqlite::Statement list_streams_;
  sqlite::Statement stream_bytes_;
  sqlite::Statement delete_stream_events_;
  sqlite::Statement delete_stream_;
  sqlite::Statement insert_event_;
  sqlite::Statement touch_stream_;
  sqlite::Statement add_bytes_;
  sqlite::Statement expired_bytes_;
  sqlite::Statement expire_events_;
  sqlite::Statement read_forward_;
  sqlite::Statement read_backward_;
  sqlite::Statement scan_;
  sqlite::Statement tags_;
  sqlite::Statement set_tag_;
  sqlite::Statement remove_tag_;
  sqlite::Statement put_resource_policy_;
  sqlite::Statement delete_resource_policy_;
  sqlite::Statement list_resource_policies_;
};

}  // namespace eni::sandbox
