#include "sandbox/services/monitoring/metrics/statistic.h"

#include <gtest/gtest.h>

namespace eni::sandbox::monitoring_service {
namespace {

StatisticSet set_of(std::initializer_list<double> values) {
  StatisticSet set;
  for (const double value : values) set.add(StatisticSet::of_value(value));
  return set;
}

TEST(Statistic, IsMadeOfTheValues) {
  struct Case {
    const char* name;
    double expected;
  };
  const Case cases[] = {{"SampleCount", 4}, {"Average", 2.5}, {"Sum", 10},  {"Minimum", 1}, {"Maximum", 4},
                        {"p0", 1},          {"p50", 2},       {"p50.1", 3}, {"p99", 4},     {"p100", 4}};
  const StatisticSet values = set_of({4, 2, 3, 1});
  for (const Case& c : cases) EXPECT_EQ(value_of(*parse_statistic(c.name), values), c.expected) << c.name;
}

TEST(Statistic, ANameThatIsNoneIsNothing) {
  for (const char* name :
       {"", "average", "p", "p-1", "p101", "p9x", "p.5", "p1e1", "tm99", "IQM", "TM(1%:9%)"})
    EXPECT_FALSE(parse_statistic(name)) << name;
}

TEST(Statistic, APercentileNeedsTheValues) {
  StatisticSet values = set_of({1});
  values.add({2, 6, 2, 4, std::nullopt});
  EXPECT_FALSE(value_of(*parse_statistic("p50"), values));
  EXPECT_EQ(value_of(*parse_statistic("Sum"), values), 7);
  EXPECT_FALSE(value_of(*parse_statistic("Sum"), {}));
}

TEST(Statistic, PointsAreGatheredByPeriod) {
  const auto point = [](std::int64_t time, double value) {
    return MetricPoint{time, "None", StatisticSet::of_value(value)};
  };
  const auto all = by_period({point(130, 1), point(299, 2), point(300, 3), point(1000, 4)}, 100, 100);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].start, 100);
  EXPECT_EQ(all[1].start, 200);
  EXPECT_EQ(all[3].start, 1000);
  EXPECT_EQ(by_period({point(130, 1), point(299, 2)}, 100, 200).front().values.sum, 3);
}

}  // namespace
}  // namespace eni::sandbox::monitoring_service
