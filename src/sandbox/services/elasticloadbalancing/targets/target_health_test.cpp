#include "sandbox/services/elasticloadbalancing/targets/target_health.h"

#include <gtest/gtest.h>

namespace eni::sandbox::elb_service {
namespace {

constexpr HealthTimes kTimes{std::chrono::seconds{150}, std::chrono::seconds{60}};

/// What is seen at a time, and what the target then is.
struct Look {
  std::int64_t seconds;
  GroupUse use;
  Backend backend;
  std::string_view health;  ///< "STATE REASON due SECONDS"; "gone"
};

std::string text_of(const std::optional<ElbTarget>& target) {
  if (!target) return "gone";
  std::string text = target->state;
  if (!target->reason.empty()) text += " " + target->reason;
  if (target->due != 0) text += " due " + std::to_string(target->due / 1000);
  return text;
}

void expect_all(ElbTarget target, const std::vector<Look>& looks) {
  for (const Look& look : looks) {
    SCOPED_TRACE(look.seconds);
    const auto next = next_health(target, look.use, look.backend, kTimes, look.seconds * 1000);
    EXPECT_EQ(text_of(next), look.health);
    if (next) target = *next;
  }
}

TEST(TargetHealth, BecomesHealthyAfterItsThreshold) {
  expect_all(begin_registration({}, 0),
             {{0, GroupUse::kActive, Backend::kRunning, "initial Elb.RegistrationInProgress due 150"},
              {100, GroupUse::kActive, Backend::kRunning, "initial Elb.RegistrationInProgress due 150"},
              {150, GroupUse::kActive, Backend::kRunning, "healthy"}});
}

TEST(TargetHealth, IsUnusedUntilARuleForwardsToItsGroup) {
  expect_all(begin_registration({}, 0),
             {{0, GroupUse::kNone, Backend::kRunning, "unused Target.NotInUse"},
              {500, GroupUse::kNone, Backend::kRunning, "unused Target.NotInUse"},
              {600, GroupUse::kProvisioning, Backend::kRunning, "initial Elb.RegistrationInProgress"},
              {700, GroupUse::kActive, Backend::kRunning, "initial Elb.RegistrationInProgress due 850"},
              {850, GroupUse::kActive, Backend::kRunning, "healthy"},
              {900, GroupUse::kNone, Backend::kRunning, "unused Target.NotInUse"}});
}

TEST(TargetHealth, FailsAndRecoversAfterItsThresholds) {
  ElbTarget target;
  target.state = "healthy";
  target.passing = true;
  expect_all(target, {{10, GroupUse::kActive, Backend::kUnreachable, "healthy due 70"},
                      {40, GroupUse::kActive, Backend::kRunning, "healthy"},
                      {50, GroupUse::kActive, Backend::kUnreachable, "healthy due 110"},
                      {110, GroupUse::kActive, Backend::kUnreachable, "unhealthy Target.Timeout"},
                      {200, GroupUse::kActive, Backend::kRunning, "unhealthy Target.Timeout due 350"},
                      {350, GroupUse::kActive, Backend::kRunning, "healthy"}});
}

TEST(TargetHealth, AnInstanceThatDoesNotRunIsUnusedAtOnce) {
  ElbTarget target;
  target.state = "healthy";
  target.passing = true;
  expect_all(target,
             {{10, GroupUse::kActive, Backend::kStopped, "unused Target.InvalidState"},
              {20, GroupUse::kActive, Backend::kRunning, "initial Elb.RegistrationInProgress due 170"},
              {30, GroupUse::kActive, Backend::kTerminated, "unused Target.InvalidState"},
              {40, GroupUse::kActive, Backend::kZoneNotEnabled, "unused Target.NotInUse"}});
}

TEST(TargetHealth, IsGoneWhenItIsDrained) {
  expect_all(begin_draining({}, 0, 300'000),
             {{10, GroupUse::kActive, Backend::kRunning, "draining Target.DeregistrationInProgress due 300"},
              {20, GroupUse::kNone, Backend::kTerminated, "draining Target.DeregistrationInProgress due 300"},
              {300, GroupUse::kActive, Backend::kRunning, "gone"}});
}

TEST(TargetHealth, WithoutTimesOneLookSettles) {
  EXPECT_EQ(text_of(next_health(begin_registration({}, 5), GroupUse::kActive, Backend::kRunning, {}, 5)),
            "healthy");
  EXPECT_EQ(text_of(next_health(begin_registration({}, 5), GroupUse::kActive, Backend::kUnreachable, {}, 5)),
            "unhealthy Target.Timeout");
}

struct CheckedLook {
  std::int64_t seconds;
  Backend backend;
  std::optional<CheckedHealth> found;
  std::string_view health;
};

TEST(TargetHealth, WhereChecksAreMadeTheySayWhatItIs) {
  const CheckedHealth healthy{true};
  const CheckedHealth mismatch{false, "Target.ResponseCodeMismatch",
                               "Health checks failed with these codes: [503]"};
  const CheckedHealth timeout{false, "Target.Timeout", "Request timed out"};
  const CheckedLook looks[] = {
      {0, Backend::kRunning, {}, "initial Elb.RegistrationInProgress"},
      {500, Backend::kRunning, {}, "initial Elb.RegistrationInProgress"},
      {510, Backend::kRunning, healthy, "healthy"},
      {520, Backend::kUnreachable, healthy, "healthy"},
      {530, Backend::kRunning, mismatch, "unhealthy Target.ResponseCodeMismatch"},
      {540, Backend::kRunning, timeout, "unhealthy Target.Timeout"},
      {550, Backend::kStopped, timeout, "unused Target.InvalidState"},
      {560, Backend::kRunning, {}, "initial Elb.RegistrationInProgress"},
      {570, Backend::kRunning, healthy, "healthy"},
      {580, Backend::kRunning, {}, "healthy"},  // After a restart nothing is decided anew yet.
  };
  ElbTarget target = begin_registration({}, 0);
  for (const CheckedLook& look : looks) {
    SCOPED_TRACE(look.seconds);
    target = *next_checked_health(target, GroupUse::kActive, look.backend, look.found, look.seconds * 1000);
    EXPECT_EQ(text_of(target), look.health);
  }
}

}  // namespace
}  // namespace eni::sandbox::elb_service
