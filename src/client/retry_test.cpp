#include "client/retry.h"

#include <gtest/gtest.h>

namespace eni::client {
namespace {

TEST(Retry, PausesDoubleUpToTheLongest) {
  struct Highest final : Random {
    std::uint64_t next() override { return ~std::uint64_t{0}; }
  } random;
  const int seconds[] = {1, 2, 4, 8, 16, 20, 20};
  for (int attempts = 1; attempts <= 7; ++attempts)
    EXPECT_NEAR(static_cast<double>(pause_after(attempts, {}, random).count()), seconds[attempts - 1] * 1000,
                1);
}

/// How many retries of that cost are left.
int retries_left(RetryQuota& quota, int cost) {
  int count = 0;
  while (quota.take(cost)) ++count;
  return count;
}

TEST(Retry, AQuotaEndsIt) {
  RetryQuota quota;
  EXPECT_EQ(retries_left(quota, RetryQuota::kCost), 100);
  RetryQuota of_timeouts;
  EXPECT_EQ(retries_left(of_timeouts, RetryQuota::kCostOfTimeout), 50);
}

TEST(Retry, ASuccessGivesBackWhatItsLastRetryTook) {
  RetryQuota quota;
  while (quota.take(RetryQuota::kCost)) continue;
  quota.give_back(RetryQuota::kCostOfTimeout);
  EXPECT_EQ(retries_left(quota, RetryQuota::kCost), 2);
}

TEST(Retry, ASuccessWithoutARetryGivesBackALittle) {
  RetryQuota quota;
  while (quota.take(RetryQuota::kCost)) continue;
  for (int calls = 1; calls <= 4; ++calls) quota.give_back(0);
  EXPECT_FALSE(quota.take(RetryQuota::kCost));
  quota.give_back(0);
  EXPECT_TRUE(quota.take(RetryQuota::kCost));
}

TEST(Retry, AQuotaDoesNotGrowOverItsCapacity) {
  RetryQuota quota;
  for (int calls = 0; calls < 1000; ++calls) quota.give_back(0);
  EXPECT_EQ(retries_left(quota, RetryQuota::kCost), 100);
}

TEST(Retry, WhatAUserSaysOfAttemptsStays) {
  const RetryOptions patient{.longest_pause = std::chrono::seconds{8}, .max_attempts_if_throttled = 10};
  EXPECT_EQ(with_users_choice(patient, {}).max_attempts_if_throttled, 10);
  const RetryOptions chosen = with_users_choice(patient, {.max_attempts = 2, .is_of_user = true});
  EXPECT_EQ(chosen.max_attempts, 2);
  EXPECT_EQ(chosen.max_attempts_if_throttled, 0);
  EXPECT_EQ(chosen.longest_pause, std::chrono::seconds{8});
  EXPECT_TRUE(chosen.is_of_user);
}

}  // namespace
}  // namespace eni::client
