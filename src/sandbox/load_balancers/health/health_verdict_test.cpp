#include "sandbox/load_balancers/health/health_verdict.h"

#include <gtest/gtest.h>

#include "sandbox/load_balancers/routing/read_model.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr CheckPace kPace{Seconds{30}, 3, 2};

std::string text_of(const HealthVerdict& verdict) {
  if (!verdict.get()) return "initial";
  return verdict.is_healthy() ? "healthy" : "unhealthy " + verdict.get()->reason;
}

struct Row {
  std::string_view checks;  ///< "+" passes, "-" fails, "t" times out, "5" answers 503
  std::string_view expected;
  int changes;
};

TEST(HealthVerdict, ChecksInARowDecide) {
  const Row rows[] = {
      {"", "initial", 0},
      {"+", "healthy", 1},
      {"-", "initial", 0},
      {"-+", "healthy", 1},
      {"--", "unhealthy Target.FailedHealthChecks", 1},
      {"+-+-+-", "healthy", 1},
      {"+--", "unhealthy Target.FailedHealthChecks", 2},
      {"--++", "unhealthy Target.FailedHealthChecks", 1},
      {"--+++", "healthy", 2},
      {"--++-+++", "healthy", 2},
      {"-t", "unhealthy Target.Timeout", 1},
      {"--5555", "unhealthy Target.ResponseCodeMismatch", 2},
      {"--5t", "unhealthy Target.Timeout", 3},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.checks);
    HealthVerdict verdict;
    int changes = 0;
    for (const char check : row.checks) {
      const CheckOutcome outcome = check == '+'   ? passed()
                                   : check == '-' ? failed()
                                   : check == 't' ? timed_out()
                                                  : judge_status(503, {{200, 299}});
      changes += verdict.add(outcome, kPace) ? 1 : 0;
    }
    EXPECT_EQ(text_of(verdict), row.expected);
    EXPECT_EQ(changes, row.changes);
  }
}

TEST(HealthVerdict, StatusesAreJudgedByTheMatcher) {
  struct StatusRow {
    int status;
    std::string_view matcher;
    std::string_view description;  ///< "" if it passes
  };
  const StatusRow rows[] = {{200, "200", ""},
                            {204, "200-299", ""},
                            {301, "200,301", ""},
                            {301, "200,300-302", ""},
                            {404, "200-299,500", "Health checks failed with these codes: [404]"}};
  for (const StatusRow& row : rows) {
    const CheckOutcome outcome = judge_status(row.status, read_codes(row.matcher));
    EXPECT_EQ(outcome.description, row.description);
    EXPECT_EQ(outcome.passes, row.description.empty());
  }
}

TEST(HealthVerdict, TheInstantPaceHurriesGoodChecksOnly) {
  HealthCheck check;  // each 30 s, 5 good ones, 2 bad ones
  const CheckPace aws = pace_of(check, Settings::Pace::kAws, false);
  EXPECT_EQ(aws.interval, Seconds{30});
  EXPECT_EQ(aws.healthy, 5);
  EXPECT_EQ(aws.unhealthy, 2);
  const CheckPace starting = pace_of(check, Settings::Pace::kInstant, false);
  EXPECT_EQ(starting.interval, Seconds{1});
  EXPECT_EQ(starting.healthy, 1);
  EXPECT_EQ(starting.unhealthy, 31);  // Thirty seconds after the first.
  const CheckPace settled = pace_of(check, Settings::Pace::kInstant, true);
  EXPECT_EQ(settled.interval, Seconds{30});
  EXPECT_EQ(settled.unhealthy, 31);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
