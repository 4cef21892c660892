#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/task_engine/containers/exit_reason.h"
#include "sandbox/task_engine/containers/health_check.h"
#include "sandbox/task_engine/containers/restart_policy.h"

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

const TimePoint kStart = ManualClock{}.now();

json::object object(std::string_view text) { return parse_json(text)->as_object(); }

// ---- health checks ----------------------------------------------------------------------------------------

TEST(HealthCheck, HasEcsDefaults) {
  const auto settings =
      read_health_check(object(R"({"healthCheck": {"command": ["CMD", "/bin/ok", "-q"]}})"));
  ASSERT_TRUE(settings && *settings);
  EXPECT_THAT((*settings)->argv, ElementsAre("/bin/ok", "-q"));
  EXPECT_EQ((*settings)->interval, seconds{30});
  EXPECT_EQ((*settings)->timeout, seconds{5});
  EXPECT_EQ((*settings)->retries, 3);
  EXPECT_EQ((*settings)->start_period, seconds{0});
}

TEST(HealthCheck, ReadsWhatTheDefinitionSays) {
  const auto settings = read_health_check(object(
      R"({"healthCheck": {"command": ["CMD-SHELL", "curl -f localhost || exit 1"], "interval": 5, "timeout": 2, "retries": 10,
          "startPeriod": 300}})"));
  ASSERT_TRUE(settings && *settings);
  EXPECT_THAT((*settings)->argv, ElementsAre("/bin/sh", "-c", "curl -f localhost || exit 1"));
  EXPECT_EQ((*settings)->interval, seconds{5});
  EXPECT_EQ((*settings)->start_period, seconds{300});
  EXPECT_EQ((*settings)->retries, 10);
}

TEST(HealthCheck, NoneIsNone) {
  EXPECT_FALSE(*read_health_check(object("{}")));
  EXPECT_FALSE(*read_health_check(object(R"({"healthCheck": {"command": ["NONE"]}})")));
}

TEST(HealthCheck, RefusesWhatEcsDoesNotTake) {
  const std::pair<const char*, const char*> kRows[] = {
      {R"({"command": []})", "there is no command"},
      {R"({"command": ["CMD"]})", "there is no command behind CMD"},
      {R"({"command": ["CMD-SHELL"]})", "there is no command behind CMD-SHELL"},
      {R"({"command": ["/bin/ok"]})", "the command begins with neither CMD nor CMD-SHELL nor NONE"},
      {R"({"command": ["CMD", "a"], "interval": 4})", "interval must be from 5 to 300"},
      {R"({"command": ["CMD", "a"], "timeout": 61})", "timeout must be from 2 to 60"},
      {R"({"command": ["CMD", "a"], "retries": 0})", "retries must be from 1 to 10"},
      {R"({"command": ["CMD", "a"], "startPeriod": "1"})", "startPeriod must be from 0 to 300"}};
  for (const auto& [check, reason] : kRows) {
    EXPECT_EQ(read_health_check({{"healthCheck", object(check)}}).error().message,
              std::string("CannotCreateContainerError: healthCheck: ") + reason);
  }
}

HealthCheckSettings two_retries(Duration start_period) {
  return {{"/bin/ok"}, seconds{10}, seconds{2}, start_period, 2};
}

TEST(HealthCheck, RunsAnIntervalAfterTheEndOfTheLast) {
  HealthCheck check{two_retries({}), kStart};
  EXPECT_EQ(check.next_run(), kStart + seconds{10});
  check.on_outcome({0, ""}, kStart + seconds{11});
  EXPECT_EQ(check.next_run(), kStart + seconds{21});
}

TEST(HealthCheck, FailuresInARowMakeItUnhealthyAndOneSuccessHealthy) {
  HealthCheck check{two_retries({}), kStart};
  EXPECT_FALSE(check.on_outcome({1, ""}, kStart + seconds{10}));
  EXPECT_TRUE(check.on_outcome({0, "fine"}, kStart + seconds{20}));
  EXPECT_EQ(check.health(), Health::kHealthy);
  EXPECT_EQ(check.health_since(), kStart + seconds{20});
  EXPECT_FALSE(check.on_outcome({std::nullopt, ""}, kStart + seconds{30}));
  EXPECT_TRUE(check.on_outcome({3, std::string(5000, 'a')}, kStart + seconds{40}));
  EXPECT_EQ(check.health(), Health::kUnhealthy);
  EXPECT_EQ(check.last_outcome().output.size(), kMaxHealthOutput);
  EXPECT_FALSE(check.on_outcome({3, ""}, kStart + seconds{50}));
  EXPECT_TRUE(check.on_outcome({0, ""}, kStart + seconds{60}));
  EXPECT_EQ(check.health(), Health::kHealthy);
}

TEST(HealthCheck, FailuresInTheStartPeriodDoNotCountUntilASuccess) {
  HealthCheck check{two_retries(seconds{60}), kStart};
  for (int i = 1; i <= 5; ++i) EXPECT_FALSE(check.on_outcome({1, ""}, kStart + seconds{10 * i}));
  EXPECT_FALSE(check.on_outcome({1, ""}, kStart + seconds{60}));
  EXPECT_TRUE(check.on_outcome({1, ""}, kStart + seconds{70}));
  EXPECT_EQ(check.health(), Health::kUnhealthy);

  HealthCheck early{two_retries(seconds{60}), kStart};
  EXPECT_TRUE(early.on_outcome({0, ""}, kStart + seconds{10}));
  early.on_outcome({1, ""}, kStart + seconds{20});
  EXPECT_TRUE(early.on_outcome({1, ""}, kStart + seconds{30}));
  EXPECT_EQ(early.health(), Health::kUnhealthy);
}

TEST(HealthCheck, ATasksIsTheWorst) {
  using enum Health;
  EXPECT_EQ(worst_of({}), kUnknown);
  EXPECT_EQ(worst_of({kHealthy, kHealthy}), kHealthy);
  EXPECT_EQ(worst_of({kHealthy, kUnknown}), kUnknown);
  EXPECT_EQ(worst_of({kUnknown, kUnhealthy, kHealthy}), kUnhealthy);
}

// ---- restart policies -------------------------------------------------------------------------------------

TEST(RestartPolicy, RestartsWhatRanLongEnough) {
  struct Case {
    const char* policy;
    int seconds_run;
    int exit_code;
    DesiredStatus desired;
    bool restarts;
  };
  const Case kCases[] = {
      {"{}", 1000, 1, DesiredStatus::kRunning, false},
      {R"({"enabled": false})", 1000, 1, DesiredStatus::kRunning, false},
      {R"({"enabled": true})", 299, 1, DesiredStatus::kRunning, false},
      {R"({"enabled": true})", 300, 1, DesiredStatus::kRunning, true},
      {R"({"enabled": true})", 300, 0, DesiredStatus::kRunning, true},
      {R"({"enabled": true})", 300, 1, DesiredStatus::kStopped, false},
      {R"({"enabled": true, "ignoredExitCodes": [0, 3]})", 300, 3, DesiredStatus::kRunning, false},
      {R"({"enabled": true, "ignoredExitCodes": [0, 3]})", 300, 4, DesiredStatus::kRunning, true},
      {R"({"enabled": true, "restartAttemptPeriod": 60})", 60, 1, DesiredStatus::kRunning, true},
  };
  for (const Case& row : kCases) {
    const auto policy = read_restart_policy({{"restartPolicy", object(row.policy)}});
    ASSERT_TRUE(policy) << row.policy;
    const CompletedRun run{kStart, kStart + seconds{row.seconds_run}, row.exit_code};
    EXPECT_EQ(should_restart(*policy, run, row.desired), row.restarts)
        << row.policy << " " << row.seconds_run;
  }
}

TEST(RestartPolicy, RefusesWhatEcsDoesNotTake) {
  json::array codes;
  for (int code = 0; code < 51; ++code) codes.emplace_back(code);
  const std::pair<json::object, const char*> kRows[] = {
      {object(R"({"restartAttemptPeriod": 59})"), "restartAttemptPeriod must be from 60 to 1800"},
      {object(R"({"restartAttemptPeriod": 1801})"), "restartAttemptPeriod must be from 60 to 1800"},
      {object(R"({"ignoredExitCodes": [256]})"), "an exit code is from 0 to 255"},
      {{{"ignoredExitCodes", codes}}, "at most 50 exit codes can be ignored"}};
  for (const auto& [policy, reason] : kRows) {
    EXPECT_EQ(read_restart_policy({{"restartPolicy", policy}}).error().message,
              std::string("CannotCreateContainerError: restartPolicy: ") + reason);
  }
}

// ---- ends -------------------------------------------------------------------------------------------------

TEST(ExitReason, IsAsEcsShowsIt) {
  struct Case {
    ContainerEnd end;
    std::optional<int> exit_code;
    const char* reason;
  };
  const Case kCases[] = {
      {{{0, 0, false}, false}, 0, ""},
      {{{7, 0, false}, false}, 7, ""},
      {{{0, 9, false}, false}, 137, ""},
      {{{0, 15, false}, false}, 143, ""},
      {{{0, 9, false}, true}, 137, "OutOfMemoryError: Container killed due to memory usage"},
      {{{0, 0, false}, true}, 0, "OutOfMemoryError: Container killed due to memory usage"},
      {{{0, 9, true}, false},
       137,
       "ContainerVanishedError: the sandbox's world, in which containers run, has ended"},
  };
  for (const Case& row : kCases) {
    const ExitReason found = exit_reason(row.end);
    EXPECT_EQ(found.exit_code, row.exit_code);
    EXPECT_EQ(found.reason, row.reason);
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
