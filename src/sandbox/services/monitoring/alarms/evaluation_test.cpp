#include "sandbox/services/monitoring/alarms/evaluation.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace eni::sandbox::monitoring_service {
namespace {

/// Datapoints as AWS's guide writes them, oldest first: 0 is good, X breaches, - is missing.
std::vector<Datapoint> periods(std::string_view text) {
  std::vector<Datapoint> all;
  for (const char c : text)
    if (c != ' ') {
      Datapoint datapoint{60'000 * static_cast<std::int64_t>(all.size()), std::nullopt, 0};
      if (c != '-') datapoint.value = c == 'X' ? 9.0 : 1.0;
      all.push_back(datapoint);
    }
  std::reverse(all.begin(), all.end());
  return all;
}

std::string outcome(const AlarmRule& rule, std::string_view text) {
  const auto state = evaluate(rule, periods(text)).state;
  return state ? std::string(to_string(*state)) : "retain";
}

struct Case {
  int needed;
  const char* data;
  const char* missing;
  const char* ignore;
  const char* breaching;
  const char* not_breaching;
};

constexpr const char* kNoData = "INSUFFICIENT_DATA";

// Source: Amazon CloudWatch User Guide, the tables of "How alarm state is evaluated when data is missing", and "Avoiding premature
// transitions to alarm state": 3 evaluation periods, an evaluation range of 5.
const Case kCases[] = {
    {3, "0 - X - X", "OK", "OK", "OK", "OK"},
    {3, "0 - - - -", "OK", "OK", "OK", "OK"},
    {3, "- - - - -", kNoData, "retain", "ALARM", "OK"},
    {3, "0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {3, "- - X - -", "ALARM", "retain", "ALARM", "OK"},
    {2, "0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {2, "0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {2, "0 - X - -", "OK", "OK", "ALARM", "OK"},
    {2, "- - - - 0", "OK", "OK", "ALARM", "OK"},
    {2, "- - - X -", "ALARM", "retain", "ALARM", "OK"},
    {3, "- - - - X", "retain", "retain", "ALARM", "OK"},
    {3, "- - - X -", "retain", "retain", "ALARM", "OK"},
    {3, "- - - X 0", "OK", "OK", "OK", "OK"},
    {3, "0 0 X X X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {3, "X X X X 0", "OK", "OK", "OK", "OK"},
};

TEST(AlarmEvaluation, MissingDataIsTreatedAsTheGuideSays) {
  for (const Case& c : kCases) {
    AlarmRule rule;
    rule.threshold = 5;
    rule.evaluation_periods = 3;
    rule.datapoints_to_alarm = c.needed;
    const std::pair<MissingData, const char*> expected[] = {{MissingData::kMissing, c.missing},
                                                            {MissingData::kIgnore, c.ignore},
                                                            {MissingData::kBreaching, c.breaching},
                                                            {MissingData::kNotBreaching, c.not_breaching}};
    for (const auto& [treatment, state] : expected) {
      rule.missing_data = treatment;
      EXPECT_EQ(outcome(rule, c.data), state) << c.needed << " of 3, " << c.data;
    }
  }
}

TEST(AlarmEvaluation, EachComparison) {
  struct Row {
    const char* name;
    bool below, equal, above;
  };
  const Row rows[] = {{"GreaterThanOrEqualToThreshold", false, true, true},
                      {"GreaterThanThreshold", false, false, true},
                      {"LessThanThreshold", true, false, false},
                      {"LessThanOrEqualToThreshold", true, true, false}};
  for (const Row& row : rows) {
    AlarmRule rule;
    rule.comparison = *parse_comparison(row.name);
    rule.threshold = 5;
    EXPECT_EQ(is_breaching(rule, 4.9), row.below) << row.name;
    EXPECT_EQ(is_breaching(rule, 5), row.equal) << row.name;
    EXPECT_EQ(is_breaching(rule, 5.1), row.above) << row.name;
  }
  EXPECT_FALSE(parse_comparison("GreaterThanUpperThreshold"));
}

TEST(AlarmEvaluation, TheNewestDatapointsCount) {
  AlarmRule rule;
  rule.threshold = 5;
  rule.evaluation_periods = 2;
  const Evaluation evaluation = evaluate(rule, periods("0 X X -"));
  ASSERT_EQ(evaluation.datapoints.size(), 2u);
  EXPECT_EQ(evaluation.datapoints[0].start, 120'000);
  EXPECT_EQ(evaluation.datapoints[1].start, 60'000);
  EXPECT_EQ(evaluation.missing, 0);
}

}  // namespace
}  // namespace eni::sandbox::monitoring_service
