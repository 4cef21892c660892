#pragma once
/// CloudWatch's metrics and their datapoints. What is kept is bounded: see kRetention and kMaxPoints.
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/store/monitoring_statistic_set.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// Name and value, in the order of names.
using MetricDimensions = std::vector<std::pair<std::string, std::string>>;

/// What tells a metric from others.
struct MetricKey {
  std::string account;
  std::string region;
  std::string metric_namespace;
  std::string name;
  MetricDimensions dimensions;  ///< sorted

  bool operator==(const MetricKey&) const = default;
};

/// As columns have them: JSON.
std::string dimensions_text(const MetricDimensions& dimensions);
MetricDimensions parse_dimensions(std::string_view text);

/// The values of a metric in one unit at one time.
struct MetricPoint {
  std::int64_t time =
      0;  ///< milliseconds since the epoch; a whole minute, or second in a metric of high resolution
  std::string unit;  ///< "None", "Percent", …
  StatisticSet values;
};

/// What was put last, alone: not merged with the rest of its minute.
struct LatestDatum {
  std::int64_t time = 0;  ///< milliseconds since the epoch, as it was given
  StatisticSet values;
};

struct MetricListQuery {
  std::string metric_namespace = {};  ///< "": all
  std::string name = {};              ///< "": all
  std::int64_t since = 0;             ///< metrics with a datapoint at or after it
  std::int64_t after_id = 0;          ///< metrics that were made after that one
  std::int64_t limit = -1;            ///< -1: all
};

struct ListedMetric {
  std::int64_t id = 0;
  MetricKey key;
};

class MonitoringMetricRepository final : public Repository {
 public:
  /// What becomes of the values that a metric has at the same time already.
  enum class Before { kKeep, kReplace };

  /// How long points are kept, and metrics without new ones.
  /// Source: Amazon CloudWatch User Guide, "Metrics retention": 1-minute datapoints are available for 15 days.
  static constexpr std::chrono::hours kRetention{24 * 15};
  /// Of a metric: a point for each minute of those days. Above it the oldest go.
  static constexpr std::int64_t kMaxPoints = 15 * 24 * 60;

  explicit MonitoringMetricRepository(sqlite::Database& database);

  /// Adds the values to what the metric has at `point.time`; makes the metric if need be.
  /// @param time  of the datum, in full
  /// @param now   what is too old by then is deleted
  void put(const MetricKey& key, const MetricPoint& point, std::int64_t time, std::int64_t now,
           Before before = Before::kKeep);

  /// With `from` <= time < `until`, in the order of time.
  /// @param unit  "": all
  std::vector<MetricPoint> points(const MetricKey& key, std::int64_t from, std::int64_t until,
                                  std::string_view unit);
  std::optional<LatestDatum> latest(const MetricKey& key);

  /// In the order in which they were made.
  std::vector<ListedMetric> list(std::string_view account, std::string_view region,
                                 const MetricListQuery& query);

 private:
  std::optional<std::int64_t> find(const MetricKey& key);
  std::int64_t create(const MetricKey& key, std::int64_t now);
  void forget_before(std::int64_t horizon);
  /// @return  whether the metric had none at that time
  bool merge(std::int64_t metric, const MetricPoint& point, Before before);
  void trim(std::int64_t metric, std::int64_t horizon);

  sqlite::Database& database_;
  sqlite::Statement find_;
  sqlite::Statement insert_;
  sqlite::Statement touch_;
  sqlite::Statement stale_points_;
  sqlite::Statement stale_;
  sqlite::Statement find_point_;
  sqlite::Statement store_point_;
  sqlite::Statement count_;
  sqlite::Statement delete_old_;
  sqlite::Statement delete_oldest_;
  sqlite::Statement set_count_;
  sqlite::Statement points_;
  sqlite::Statement latest_;
  sqlite::Statement list_;
};

}  // namespace eni::sandbox
