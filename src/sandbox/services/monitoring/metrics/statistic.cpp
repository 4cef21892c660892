#include "sandbox/services/monitoring/metrics/statistic.h"

#include <charconv>
#include <iterator>

namespace eni::sandbox::monitoring_service {
namespace {

using Kind = Statistic::Kind;

constexpr std::pair<std::string_view, Kind> kNames[] = {{"SampleCount", Kind::kSampleCount},
                                                        {"Average", Kind::kAverage},
                                                        {"Sum", Kind::kSum},
                                                        {"Minimum", Kind::kMinimum},
                                                        {"Maximum", Kind::kMaximum}};

std::optional<double> percentile_of(const StatisticSet& values, double percentile) {
  if (!values.distribution) return std::nullopt;
  const double rank = values.sample_count * percentile / 100;
  double seen = 0;
  for (const auto& [value, count] : *values.distribution) {
    seen += count;
    if (seen >= rank) return value;
  }
  return values.maximum;
}

}  // namespace

std::optional<Statistic> parse_statistic(std::string_view name) {
  for (const auto& [known, kind] : kNames)
    if (known == name) return Statistic{kind, 0};
  if (name.size() < 2 || name.front() != 'p' || name[1] < '0' || name[1] > '9') return std::nullopt;
  double percentile = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + 1, end, percentile, std::chars_format::fixed);
  if (read.ec != std::errc{} || read.ptr != end || percentile > 100) return std::nullopt;
  return Statistic{Kind::kPercentile, percentile};
}

std::optional<double> value_of(const Statistic& statistic, const StatisticSet& values) {
  if (values.is_empty()) return std::nullopt;
  switch (statistic.kind) {
    case Kind::kSampleCount:
      return values.sample_count;
    case Kind::kAverage:
      return values.sum / values.sample_count;
    case Kind::kSum:
      return values.sum;
    case Kind::kMinimum:
      return values.minimum;
    case Kind::kMaximum:
      return values.maximum;
    case Kind::kPercentile:
      return percentile_of(values, statistic.percentile);
  }
  return std::nullopt;
}

std::vector<PeriodValues> by_period(const std::vector<MetricPoint>& points, std::int64_t origin,
                                    std::int64_t period) {
  std::vector<PeriodValues> all;
  for (const MetricPoint& point : points) {
    const std::int64_t start = point.time - (point.time - origin) % period;
    if (all.empty() || all.back().start != start) all.push_back({start, {}});
    all.back().values.add(point.values);
  }
  return all;
}

}  // namespace eni::sandbox::monitoring_service
