#include "sandbox/store/monitoring_metric_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

class MonitoringMetricRepositoryTest : public testing::Test {
 protected:
  void put(std::int64_t time, double value, const std::string& unit = "None") {
    put(time, StatisticSet::of_value(value), unit);
  }
  void put(std::int64_t time, const StatisticSet& values, const std::string& unit = "None") {
    metrics_.put(key_, {time - time % kMinute, unit, values}, time, time);
  }
  std::vector<MetricPoint> points() { return metrics_.points(key_, 0, 1'000'000 * kDay, ""); }
  std::size_t listed(const std::string& name = {}) { return metrics_.list("1", "eu", {.name = name}).size(); }

  std::unique_ptr<Store> store_ = std::move(Store::open(":memory:").value());
  MonitoringMetricRepository& metrics_ = store_->get<MonitoringMetricRepository>();
  MetricKey key_{"1", "eu", "App", "Latency", {{"Host", "a"}}};
};

TEST_F(MonitoringMetricRepositoryTest, ValuesOfAMinuteAreOnePoint) {
  put(kMinute, 1);
  put(kMinute + 59'999, 3);
  put(2 * kMinute, 5);
  put(2 * kMinute, 7, "Percent");
  const auto all = points();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].values.sample_count, 2);
  EXPECT_EQ(all[0].values.sum, 4);
  EXPECT_EQ(all[0].values.minimum, 1);
  EXPECT_EQ(all[0].values.maximum, 3);
  EXPECT_EQ(*all[0].values.distribution, (std::map<double, double>{{1, 1}, {3, 1}}));
  EXPECT_EQ(*all[1].values.distribution, (std::map<double, double>{{5, 1}}));
  EXPECT_EQ(metrics_.points(key_, kMinute, 2 * kMinute, "").size(), 1u);
  EXPECT_EQ(metrics_.points(key_, 0, 9 * kMinute, "Percent").size(), 1u);
}

TEST_F(MonitoringMetricRepositoryTest, ANewMeasurementMayTakeThePlaceOfTheOneBefore) {
  put(kMinute, 1);
  metrics_.put(key_, {kMinute, "None", StatisticSet::of_value(9)}, kMinute, kMinute,
               MonitoringMetricRepository::Before::kReplace);
  ASSERT_EQ(points().size(), 1u);
  EXPECT_EQ(points()[0].values.sum, 9);
  EXPECT_EQ(points()[0].values.sample_count, 1);
}

TEST_F(MonitoringMetricRepositoryTest, HowValuesSpreadIsKnownOnlyWhereAllAreKnown) {
  put(kMinute, 1);
  put(kMinute, StatisticSet{2, 6, 2, 4, std::nullopt});
  put(kMinute, 1);
  ASSERT_EQ(points().size(), 1u);
  EXPECT_FALSE(points()[0].values.distribution);
  EXPECT_EQ(points()[0].values.sample_count, 4);
  for (int value = 0; value < 501; ++value) put(2 * kMinute, value);
  EXPECT_FALSE(points()[1].values.distribution);
}

TEST_F(MonitoringMetricRepositoryTest, TheLatestDatumStandsAlone) {
  EXPECT_FALSE(metrics_.latest(key_));
  put(kMinute + 1, 1);
  put(kMinute + 2, 9);
  put(kMinute, 5);  // Late: it is not the latest.
  EXPECT_EQ(metrics_.latest(key_)->time, kMinute + 2);
  EXPECT_EQ(metrics_.latest(key_)->values.sum, 9);
  put(kMinute + 2, 4);
  EXPECT_EQ(metrics_.latest(key_)->values.sum, 4);
}

TEST_F(MonitoringMetricRepositoryTest, DimensionsTellMetricsApart) {
  put(kMinute, 1);
  key_.dimensions = {{"Host", "b"}};
  put(kMinute, 1);
  key_.account = "2";
  put(kMinute, 1);
  EXPECT_EQ(listed(), 2u);
  EXPECT_EQ(listed("Latency"), 2u);
  EXPECT_EQ(listed("latency"), 0u);
  EXPECT_EQ(metrics_.list("1", "eu", {.since = kMinute + 1}).size(), 0u);
  const auto first = metrics_.list("1", "eu", {}).front();
  EXPECT_EQ(first.key.dimensions, (MetricDimensions{{"Host", "a"}}));
  EXPECT_EQ(metrics_.list("1", "eu", {.after_id = first.id}).size(), 1u);
}

TEST_F(MonitoringMetricRepositoryTest, OldPointsAndMetricsGo) {
  put(kDay, 1);
  put(2 * kDay, 1);
  put(16 * kDay + kMinute, 1);
  EXPECT_EQ(points().size(), 2u);
  EXPECT_EQ(points()[0].time, 2 * kDay);
  EXPECT_EQ(listed(), 1u);
  key_.name = "Other";
  put(40 * kDay, 1);
  EXPECT_EQ(listed(), 1u);
  EXPECT_EQ(listed("Other"), 1u);
}

}  // namespace
}  // namespace eni::sandbox
