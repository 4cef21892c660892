/// The texts are those of real alarms.
#include "sandbox/services/monitoring/alarms/reason.h"

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "sandbox/services/monitoring/alarms/document_text.h"

namespace eni::sandbox::monitoring_service {
namespace {

/// Each a minute older than the one before.
std::vector<Datapoint> minutes(std::string_view newest, std::vector<std::optional<double>> values) {
  std::vector<Datapoint> all;
  std::int64_t start = epoch_millis(*parse_iso8601(newest));
  for (const auto& value : values) {
    all.push_back({start, value, value ? 1.0 : 0.0});
    start -= 60'000;
  }
  return all;
}

AlarmRule rule_of(std::string_view comparison, double threshold, int periods, std::optional<int> needed,
                  std::string_view missing = "missing") {
  AlarmRule rule;
  rule.comparison = *parse_comparison(comparison);
  rule.threshold = threshold;
  rule.evaluation_periods = periods;
  rule.datapoints_to_alarm = needed;
  rule.missing_data = *parse_missing_data(missing);
  return rule;
}

TEST(AlarmReason, IsInCloudWatchsWords) {
  struct Case {
    AlarmRule rule;
    std::vector<Datapoint> periods;
    const char* text;
  };
  const auto none = std::optional<double>{};
  const Case cases[] = {
      {rule_of("GreaterThanThreshold", 5, 1, 1), minutes("2022-09-25T18:49:00Z", {6.0}),
       "Threshold Crossed: 1 out of the last 1 datapoints [6.0 (25/09/22 18:49:00)] was greater than the "
       "threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."},
      {rule_of("GreaterThanThreshold", 50, 1, 1), minutes("2021-06-10T04:23:00Z", {9.395}),
       "Threshold Crossed: 1 out of the last 1 datapoints [9.395 (10/06/21 04:23:00)] was not greater than "
       "the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition)."},
      {rule_of("LessThanOrEqualToThreshold", 0, 1, 1), minutes("2022-06-28T01:55:00Z", {0.0}),
       "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (28/06/22 01:55:00)] was less than or equal "
       "to the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition)."},
      {rule_of("GreaterThanOrEqualToThreshold", 1, 20, 1, "notBreaching"),
       minutes("2024-03-16T12:15:00Z", {613.0}),
       "Threshold Crossed: 1 out of the last 20 datapoints [613.0 (16/03/24 12:15:00)] was greater than or "
       "equal to the threshold (1.0) and 19 missing datapoints were treated as [NonBreaching] (minimum 1 "
       "datapoint for OK -> ALARM transition)."},
      {rule_of("GreaterThanOrEqualToThreshold", 1, 1, std::nullopt), minutes("2018-08-11T10:55:00Z", {3.0}),
       "Threshold Crossed: 1 datapoint [3.0 (11/08/18 10:55:00)] was greater than or equal to the threshold "
       "(1.0)."},
      {rule_of("GreaterThanOrEqualToThreshold", 1, 3, std::nullopt),
       minutes("2022-05-13T13:14:00Z", {4.0, 5.0, 1.0}),
       "Threshold Crossed: 3 datapoints [4.0 (13/05/22 13:14:00), 5.0 (13/05/22 13:13:00), 1.0 (13/05/22 "
       "13:12:00)] were greater than or equal to the threshold (1.0)."},
      {rule_of("GreaterThanThreshold", 1, 1, 1, "breaching"),
       {},
       "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
       "[Breaching]."},
      {rule_of("GreaterThanThreshold", 1, 15, std::nullopt, "notBreaching"),
       {},
       "Threshold Crossed: no datapoints were received for 15 periods and 15 missing datapoints were treated "
       "as [NonBreaching]."},
      {rule_of("GreaterThanThreshold", 5, 3, 2, "breaching"), minutes("2026-09-05T00:00:00Z", {0.0}),
       "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as "
       "[Breaching]."},
      {rule_of("GreaterThanThreshold", 5, 1, 1), minutes("2026-09-05T00:00:00Z", {none}),
       "Insufficient Data: 1 datapoint was unknown."},
      {rule_of("GreaterThanThreshold", 5, 5, 5), {}, "Insufficient Data: 5 datapoints were unknown."},
      {rule_of("LessThanThreshold", 90, 3, 2), minutes("2026-09-05T00:00:00Z", {100.0, 95.0, 1.0}),
       "Threshold Crossed: 2 out of the last 3 datapoints [100.0 (05/09/26 00:00:00), 95.0 (04/09/26 "
       "23:59:00)] were not less than the threshold (90.0) (minimum 2 datapoints for ALARM -> OK "
       "transition)."},
  };
  for (const Case& c : cases) EXPECT_EQ(reason_text(c.rule, evaluate(c.rule, c.periods)), c.text);
}

TEST(AlarmReason, ItsDataHasTheDatapoints) {
  const AlarmRule rule = rule_of("LessThanThreshold", 1, 1, 1);
  const auto periods = minutes("2024-02-16T10:02:00Z", {0.5});
  const std::int64_t now = epoch_millis(*parse_iso8601("2024-02-16T10:08:02.127Z"));
  EXPECT_EQ(reason_data(rule, evaluate(rule, periods), periods, {now, "Average", 60, ""}),
            R"({"version":"1.0","queryDate":"2024-02-16T10:08:02.127+0000",)"
            R"("startDate":"2024-02-16T10:02:00.000+0000","statistic":"Average","period":60,)"
            R"("recentDatapoints":[0.5],"threshold":1.0,"evaluatedDatapoints":[)"
            R"({"timestamp":"2024-02-16T10:02:00.000+0000","sampleCount":1.0,"value":0.5}]})");
  const auto nothing = minutes("2024-02-16T10:02:00Z", {std::nullopt});
  EXPECT_EQ(reason_data(rule, evaluate(rule, nothing), nothing, {now, "Sum", 60, "Count"}),
            R"({"version":"1.0","queryDate":"2024-02-16T10:08:02.127+0000","unit":"Count",)"
            R"("statistic":"Sum","period":60,"recentDatapoints":[],"threshold":1.0,)"
            R"("evaluatedDatapoints":[{"timestamp":"2024-02-16T10:02:00.000+0000"}]})");
}

TEST(AlarmReason, NumbersAreWrittenAsJavaDoes) {
  struct Case {
    double number;
    const char* text;
  };
  const Case cases[] = {
      {0, "0.0"},         {70, "70.0"},           {-1.5, "-1.5"},
      {0.001, "0.001"},   {9999999, "9999999.0"}, {1e7, "1.0E7"},
      {1.5e-5, "1.5E-5"}, {1e22, "1.0E22"},       {0.19726775956284198, "0.19726775956284198"}};
  for (const Case& c : cases) EXPECT_EQ(number_text(c.number), c.text);
}

}  // namespace
}  // namespace eni::sandbox::monitoring_service
