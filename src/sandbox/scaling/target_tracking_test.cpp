#include "sandbox/scaling/target_tracking.h"

#include <gtest/gtest.h>

namespace eni::sandbox::scaling {
namespace {

TEST(TargetTracking, AlarmsKeepTheirNames) {
  SeededRandom random{1};
  const auto names = tracking_alarm_names("service/c/s", {}, true, random);
  ASSERT_EQ(names.size(), 2U);
  EXPECT_TRUE(names[0].starts_with("TargetTracking-service/c/s-AlarmHigh-"));
  EXPECT_TRUE(names[1].starts_with("TargetTracking-service/c/s-AlarmLow-"));
  EXPECT_FALSE(is_low_alarm(names[0]));
  EXPECT_TRUE(is_low_alarm(names[1]));
  json::array before;
  for (const std::string& name : names) before.push_back(json::object{{"AlarmName", name}});
  EXPECT_EQ(tracking_alarm_names("service/c/s", before, false, random), std::vector{names[0]});
  EXPECT_EQ(tracking_alarm_names("service/c/s", before, true, random), names);
}

TEST(TargetTracking, AnAlarmIsHighAfterThreeMinutesAndLowAfterFifteen) {
  const TrackedMetric tracked{"arn:policy", 50, {{"Namespace", "AWS/ECS"}, {"MetricName", "CPUUtilization"}}};
  const json::object high = tracking_alarm(tracked, "TargetTracking-s-AlarmHigh-1");
  EXPECT_EQ(high.at("EvaluationPeriods"), 3);
  EXPECT_EQ(high.at("Threshold"), 50.0);
  EXPECT_EQ(text_at(high, "ComparisonOperator"), "GreaterThanThreshold");
  EXPECT_EQ(text_at(high, "AlarmDescription"),
            "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:policy.");
  const json::object low = tracking_alarm(tracked, "TargetTracking-s-AlarmLow-1");
  EXPECT_EQ(low.at("EvaluationPeriods"), 15);
  EXPECT_EQ(low.at("Threshold"), 45.0);
  EXPECT_EQ(text_at(low, "ComparisonOperator"), "LessThanThreshold");
}

TEST(TargetTracking, ALoadBalancersLabelIsTwoDimensions) {
  const json::object metric = request_count_metric("app/web/1/targetgroup/tg/2");
  const json::array& dimensions = array_at(metric, "Dimensions");
  ASSERT_EQ(dimensions.size(), 2U);
  EXPECT_EQ(text_at(dimensions[0], "Value"), "app/web/1");
  EXPECT_EQ(text_at(dimensions[1], "Value"), "targetgroup/tg/2");
}

}  // namespace
}  // namespace eni::sandbox::scaling
