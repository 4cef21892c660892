#include "sandbox/services/cloudformation/resources/policies.h"

#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/resources/iso_duration.h"

namespace eni::sandbox::cloudformation {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(IsoDuration, IsHoursMinutesAndSeconds) {
  const std::pair<const char*, std::optional<Duration>> rows[] = {
      {"PT5M", minutes{5}},         {"PT0S", Duration{0}}, {"PT1H30M5S", hours{1} + minutes{30} + seconds{5}},
      {"PT90S", seconds{90}},       {"PT", std::nullopt},  {"5M", std::nullopt},
      {"PT5", std::nullopt},        {"PTM", std::nullopt}, {"PT5S1M", std::nullopt},
      {"PT5M5M", std::nullopt},     {"P1D", std::nullopt}, {"PT-5M", std::nullopt},
      {"PT99999999M", std::nullopt}};
  for (const auto& [text, duration] : rows) EXPECT_EQ(parse_iso_duration(text), duration) << text;
}

TEST(Policies, HaveAwssDefaults) {
  EXPECT_FALSE(signal_policy({}));
  const auto signal = signal_policy(parse_json(R"({"ResourceSignal": {}})")->as_object());
  EXPECT_EQ(signal->count, 1);
  EXPECT_EQ(signal->timeout, minutes{5});
  EXPECT_FALSE(rolling_policy({}));
  const auto plain = rolling_policy(parse_json(R"({"AutoScalingRollingUpdate": {}})")->as_object());
  EXPECT_EQ(plain->max_batch_size, 1);
  EXPECT_EQ(plain->min_in_service, 0);
  EXPECT_EQ(plain->pause_text, "PT0S");
  const auto waiting = rolling_policy(
      parse_json(R"({"AutoScalingRollingUpdate": {"WaitOnResourceSignals": "true", "MaxBatchSize": "3"}})")
          ->as_object());
  EXPECT_EQ(waiting->pause, minutes{5});
  EXPECT_EQ(waiting->max_batch_size, 3);
  EXPECT_FALSE(rolling_policy(
      parse_json(R"({"AutoScalingRollingUpdate": {}, "AutoScalingReplacingUpdate": {"WillReplace": true}})")
          ->as_object()));
}

TEST(Policies, AreCheckedByTheTable) {
  const struct {
    const char* policy;
    const char* problem;
  } rows[] = {
      {R"({"AutoScalingRollingUpdate": {"MaxBatchSize": "100", "PauseTime": "PT1H", "SuspendProcesses": ["Launch"]}})",
       ""},
      {R"({"AutoScalingRollingUpdate": {"MaxBatchSize": 101}})",
       "Invalid value 101 of property UpdatePolicy/AutoScalingRollingUpdate/MaxBatchSize"},
      {R"({"AutoScalingRollingUpdate": {"PauseTime": "PT61M"}})",
       R"(Invalid value "PT61M" of property UpdatePolicy/AutoScalingRollingUpdate/PauseTime)"},
      {R"({"AutoScalingRollingUpdate": {"MinActiveInstancesPercent": 50}})",
       "Encountered unsupported property UpdatePolicy/AutoScalingRollingUpdate/MinActiveInstancesPercent"},
      {R"({"AutoScalingScheduledAction": {"IgnoreUnmodifiedGroupSizeProperties": "yes"}})",
       R"(Invalid value "yes" of property UpdatePolicy/AutoScalingScheduledAction/IgnoreUnmodifiedGroupSizeProperties)"},
      {R"({"UseOnlineResharding": true})",
       "Encountered unsupported property UpdatePolicy/UseOnlineResharding"},
      {R"([])", "Value of property UpdatePolicy must be an object"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(update_policy_problem(*parse_json(row.policy)).value_or(""), row.problem) << row.policy;
  const json::value of_group =
      *parse_json(R"({"AutoScalingCreationPolicy": {"MinSuccessfulInstancesPercent": 50}})");
  EXPECT_FALSE(creation_policy_problem(of_group, true));
  EXPECT_TRUE(creation_policy_problem(of_group, false));
  EXPECT_TRUE(creation_policy_problem(*parse_json(R"({"ResourceSignal": {"Timeout": "PT13H"}})"), false));
}

TEST(Policies, CountToATenthOfAPercent) {
  EXPECT_EQ(needed_successes(3, 66.7), 3);
  EXPECT_EQ(needed_successes(3, 66.6), 2);
  EXPECT_EQ(needed_successes(6, 100), 6);
  EXPECT_EQ(needed_successes(6, 0), 0);
  EXPECT_EQ(percent_text(100), "100");
  EXPECT_EQ(percent_text(66.66), "66.7");
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
