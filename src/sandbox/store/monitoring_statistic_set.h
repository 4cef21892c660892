#pragma once
/// What CloudWatch keeps of the values of a metric within a minute.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace eni::sandbox {

/// Of at least one value, once something was added.
struct StatisticSet {
  double sample_count = 0;
  double sum = 0;
  double minimum = 0;
  double maximum = 0;
  /// How often each value came, which percentiles need. Nothing where that is not known: a set was given as one, or the values are
  /// too many.
  std::optional<std::map<double, double>> distribution = std::map<double, double>{};

  StatisticSet() = default;
  StatisticSet(double count, double total, double least, double most,
               std::optional<std::map<double, double>> values)
      : sample_count{count}, sum{total}, minimum{least}, maximum{most}, distribution{std::move(values)} {}

  bool is_empty() const { return sample_count == 0; }

  /// @param count  > 0; need not be whole
  static StatisticSet of_value(double value, double count = 1) {
    return {count, value * count, value, value, std::map<double, double>{{value, count}}};
  }

  void add(const StatisticSet& other) {
    if (other.is_empty()) return;
    minimum = is_empty() ? other.minimum : std::min(minimum, other.minimum);
    maximum = is_empty() ? other.maximum : std::max(maximum, other.maximum);
    sample_count += other.sample_count;
    sum += other.sum;
    add_distribution(other);
  }

 private:
  static constexpr std::size_t kMaxDistinctValues = 500;

  void add_distribution(const StatisticSet& other) {
    if (!distribution) return;
    if (!other.distribution) {
      distribution.reset();
      return;
    }
    for (const auto& [value, count] : *other.distribution) (*distribution)[value] += count;
    if (distribution->size() > kMaxDistinctValues) distribution.reset();
  }
};

}  // namespace eni::sandbox
