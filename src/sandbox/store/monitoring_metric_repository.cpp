#include "sandbox/store/monitoring_metric_repository.h"

#include "base/json.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::int64_t kRetentionMillis =
    std::chrono::milliseconds{MonitoringMetricRepository::kRetention}.count();

/// NULL where it follows from the rest, or is not known.
std::optional<std::string> distribution_text(const StatisticSet& values) {
  if (!values.distribution || values.minimum == values.maximum) return std::nullopt;
  json::array all;
  for (const auto& [value, count] : *values.distribution) all.push_back(json::array{value, count});
  return json::serialize(all);
}

std::optional<std::map<double, double>> parse_distribution(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed || !parsed->is_array()) return std::nullopt;
  std::map<double, double> all;
  for (const json::value& pair : parsed->get_array())
    all[pair.as_array().at(0).to_number<double>()] = pair.as_array().at(1).to_number<double>();
  return all;
}

/// Five columns: count, sum, minimum, maximum, distribution.
StatisticSet values_of(const sqlite::Statement& row, int first) {
  StatisticSet values{row.real(first), row.real(first + 1), row.real(first + 2), row.real(first + 3),
                      std::nullopt};
  if (values.minimum == values.maximum) {
    values.distribution = std::map<double, double>{{values.minimum, values.sample_count}};
  } else if (!row.is_null(first + 4)) {
    values.distribution = parse_distribution(row.view(first + 4));
  }
  return values;
}

MetricPoint point_of(const sqlite::Statement& row) {
  return {row.integer(0), row.text(1), values_of(row, 2)};
}

}  // namespace

std::string dimensions_text(const MetricDimensions& dimensions) {
  json::array all;
  for (const auto& [name, value] : dimensions) all.push_back(json::array{name, value});
  return json::serialize(all);
}

MetricDimensions parse_dimensions(std::string_view text) {
  MetricDimensions all;
  const auto parsed = parse_json(text);
  if (!parsed || !parsed->is_array()) return all;
  for (const json::value& pair : parsed->get_array())
    all.emplace_back(as_text(pair.as_array().at(0)), as_text(pair.as_array().at(1)));
  return all;
}

MonitoringMetricRepository::MonitoringMetricRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT id FROM monitoring_metric WHERE account = ?1 AND region = ?2 AND namespace = ?3 "
            "AND name = ?4 AND dimensions = ?5"},
      insert_{database,
              "INSERT INTO monitoring_metric (account, region, namespace, name, dimensions) "
              "VALUES (?1, ?2, ?3, ?4, ?5)"},
      touch_{database,
             "UPDATE monitoring_metric SET latest_time = ?2, latest_count = ?3, latest_sum = ?4, "
             "latest_minimum = ?5, latest_maximum = ?6, latest_distribution = ?7 "
             "WHERE id = ?1 AND latest_time <= ?2"},
      stale_points_{database,
                    "DELETE FROM monitoring_point WHERE metric_id IN "
                    "(SELECT id FROM monitoring_metric WHERE latest_time < ?1)"},
      stale_{database, "DELETE FROM monitoring_metric WHERE latest_time < ?1"},
      find_point_{
          database,
          "SELECT time, unit, sample_count, sum, minimum, maximum, distribution FROM monitoring_point "
          "WHERE metric_id = ?1 AND time = ?2 AND unit = ?3"},
      store_point_{database,
                   "INSERT OR REPLACE INTO monitoring_point (metric_id, time, unit, sample_count, sum, "
                   "minimum, maximum, distribution) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      count_{database, "UPDATE monitoring_metric SET points = points + 1 WHERE id = ?1 RETURNING points"},
      delete_old_{database, "DELETE FROM monitoring_point WHERE metric_id = ?1 AND time < ?2"},
      delete_oldest_{database,
                     "DELETE FROM monitoring_point WHERE metric_id = ?1 AND time = "
                     "(SELECT min(time) FROM monitoring_point WHERE metric_id = ?1)"},
      set_count_{database, "UPDATE monitoring_metric SET points = points - ?2 WHERE id = ?1"},
      points_{database,
              "SELECT time, unit, sample_count, sum, minimum, maximum, distribution FROM monitoring_point "
              "WHERE metric_id = ?1 AND time >= ?2 AND time < ?3 AND (?4 = '' OR unit = ?4) ORDER BY time"},
      latest_{database,
              "SELECT latest_time, latest_count, latest_sum, latest_minimum, latest_maximum, "
              "latest_distribution FROM monitoring_metric WHERE id = ?1"},
      list_{database,
            "SELECT id, namespace, name, dimensions FROM monitoring_metric "
            "WHERE account = ?1 AND region = ?2 AND (?3 = '' OR namespace = ?3) AND (?4 = '' OR name = ?4) "
            "AND +latest_time >= ?5 AND id > ?6 ORDER BY id LIMIT ?7"} {}

std::optional<std::int64_t> MonitoringMetricRepository::find(const MetricKey& key) {
  return first_row(
      find_.query(key.account, key.region, key.metric_namespace, key.name, dimensions_text(key.dimensions)),
      sqlite::first_integer<>);
}

std::int64_t MonitoringMetricRepository::create(const MetricKey& key, std::int64_t now) {
  // With each new one, so that metrics of what is long gone do not gather.
  forget_before(now - kRetentionMillis);
  insert_.run(key.account, key.region, key.metric_namespace, key.name, dimensions_text(key.dimensions));
  return database_.last_insert_rowid();
}

void MonitoringMetricRepository::forget_before(std::int64_t horizon) {
  stale_points_.run(horizon);
  stale_.run(horizon);
}

bool MonitoringMetricRepository::merge(std::int64_t metric, const MetricPoint& point, Before before) {
  auto stored = first_row(find_point_.query(metric, point.time, point.unit), point_of);
  const bool is_new = !stored;
  MetricPoint merged = point;
  if (stored && before == Before::kKeep) {
    merged = *std::move(stored);
    merged.values.add(point.values);
  }
  const StatisticSet& values = merged.values;
  store_point_.run(metric, merged.time, merged.unit, values.sample_count, values.sum, values.minimum,
                   values.maximum, distribution_text(values));
  return is_new;
}

void MonitoringMetricRepository::trim(std::int64_t metric, std::int64_t horizon) {
  const auto count = first_row(count_.query(metric), sqlite::first_integer<>).value_or(0);
  delete_old_.run(metric, horizon);
  int deleted = database_.changes();
  if (count - deleted > kMaxPoints) {
    delete_oldest_.run(metric);
    deleted += database_.changes();
  }
  if (deleted > 0) set_count_.run(metric, deleted);
}

void MonitoringMetricRepository::put(const MetricKey& key, const MetricPoint& point, std::int64_t time,
                                     std::int64_t now, Before before) {
  const auto known = find(key);
  const std::int64_t metric = known ? *known : create(key, now);
  const StatisticSet& values = point.values;
  touch_.run(metric, time, values.sample_count, values.sum, values.minimum, values.maximum,
             distribution_text(values));
  if (merge(metric, point, before)) trim(metric, now - kRetentionMillis);
}

std::vector<MetricPoint> MonitoringMetricRepository::points(const MetricKey& key, std::int64_t from,
                                                            std::int64_t until, std::string_view unit) {
  const auto metric = find(key);
  if (!metric) return {};
  return all_rows(points_.query(*metric, from, until, unit), point_of);
}

std::optional<LatestDatum> MonitoringMetricRepository::latest(const MetricKey& key) {
  const auto metric = find(key);
  if (!metric) return std::nullopt;
  return first_row(latest_.query(*metric), [](const sqlite::Statement& row) {
    return LatestDatum{row.integer(0), values_of(row, 1)};
  });
}

std::vector<ListedMetric> MonitoringMetricRepository::list(std::string_view account, std::string_view region,
                                                           const MetricListQuery& query) {
  return all_rows(list_.query(account, region, query.metric_namespace, query.name, query.since,
                              query.after_id, query.limit),
                  [&](const sqlite::Statement& row) {
                    return ListedMetric{row.integer(0),
                                        {std::string(account), std::string(region), row.text(1), row.text(2),
                                         parse_dimensions(row.view(3))}};
                  });
}

}  // namespace eni::sandbox
