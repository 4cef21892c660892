#pragma once
/// CloudWatch's alarms and their history.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/monitoring_metric_repository.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

enum class AlarmState : std::uint8_t { kOk, kAlarm, kInsufficientData };

/// "OK", "ALARM", "INSUFFICIENT_DATA"
std::string_view to_string(AlarmState state);
std::optional<AlarmState> parse_alarm_state(std::string_view text);

struct AlarmStatus {
  AlarmState state = AlarmState::kInsufficientData;
  std::string reason;
  std::string reason_data;   ///< JSON; "" for none
  std::int64_t updated = 0;  ///< milliseconds since the epoch, as all times here
};

struct MetricAlarm {
  std::int64_t id = 0;
  std::string account;
  std::string region;
  std::string name;
  AlarmStatus status;
  std::int64_t configuration_updated = 0;
  bool actions_enabled = true;
  MetricKey metric;         ///< that it watches
  json::object definition;  ///< as PutMetricAlarm was given it, in the types of the model
  json::object tags;
};

struct AlarmHistoryItem {
  std::int64_t number = 0;  ///< grows with time
  std::string alarm_name;
  std::int64_t time = 0;
  std::string type;     ///< "StateUpdate", "ConfigurationUpdate"
  std::string summary;  ///< "Alarm updated from OK to ALARM"
  std::string data;     ///< JSON
};

struct AlarmHistoryQuery {
  std::string alarm_name = {};  ///< "": of all
  std::string type = {};        ///< "": all
  std::int64_t from = 0;
  std::int64_t until = 0;  ///< that moment included
  std::int64_t after_number = 0;
  bool is_newest_first = true;
  int limit = 0;
};

class MonitoringAlarmRepository final : public Repository {
 public:
  /// How long history is kept. Source: Amazon CloudWatch API Reference, DescribeAlarmHistory: 30 days.
  static constexpr std::chrono::hours kHistory{24 * 30};
  /// Of one alarm; above it the oldest go.
  static constexpr int kMaxHistoryItems = 1000;

  explicit MonitoringAlarmRepository(sqlite::Database& database);

  std::optional<MetricAlarm> find(std::int64_t id);
  std::optional<MetricAlarm> find(std::string_view account, std::string_view region, std::string_view name);
  /// In the order of names.
  std::vector<MetricAlarm> list(std::string_view account, std::string_view region,
                                std::string_view name_prefix, std::string_view after = {},
                                std::int64_t limit = -1);
  std::vector<MetricAlarm> of_metric(const MetricKey& metric);
  /// Of all accounts and regions.
  std::vector<std::int64_t> ids();
  bool has_any();

  /// @return  the new alarm's id
  std::int64_t insert(const MetricAlarm& alarm);
  /// All of it but its name.
  void update(const MetricAlarm& alarm);
  void remove(std::int64_t id);

  void add_history(const MetricAlarm& alarm, const AlarmHistoryItem& item);
  std::vector<AlarmHistoryItem> history(std::string_view account, std::string_view region,
                                        const AlarmHistoryQuery& query);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_id_;
  sqlite::Statement find_;
  sqlite::Statement list_;
  sqlite::Statement of_metric_;
  sqlite::Statement ids_;
  sqlite::Statement any_;
  sqlite::Statement insert_;
  sqlite::Statement update_;
  sqlite::Statement remove_;
  sqlite::Statement add_history_;
  sqlite::Statement expire_history_;
  sqlite::Statement cap_history_;
  sqlite::Statement newest_history_;
  sqlite::Statement oldest_history_;
};

}  // namespace eni::sandbox
