#pragma once
/// What is made of the values of a period: statistics and percentiles. Values in, values out.
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/store/monitoring_metric_repository.h"

namespace eni::sandbox::monitoring_service {

struct Statistic {
  enum class Kind { kSampleCount, kAverage, kSum, kMinimum, kMaximum, kPercentile } kind = Kind::kAverage;
  double percentile = 0;  ///< of kPercentile: 0 to 100
};

/// "Average", "p99.9". Nothing for what is neither: trimmed means and the like are not modelled.
std::optional<Statistic> parse_statistic(std::string_view name);

/// Nothing without values, and for a percentile of values that are not known one by one. A percentile is the smallest value that at
/// least that part of all are not above.
std::optional<double> value_of(const Statistic& statistic, const StatisticSet& values);

/// The values of the period that begins at `start`.
struct PeriodValues {
  std::int64_t start = 0;  ///< milliseconds since the epoch
  StatisticSet values;
};

/// Periods that have values, in their order. They begin at `origin` and each `period` after it.
/// @param points  in the order of time, none before `origin`
/// @param period  in milliseconds
std::vector<PeriodValues> by_period(const std::vector<MetricPoint>& points, std::int64_t origin,
                                    std::int64_t period);

}  // namespace eni::sandbox::monitoring_service
