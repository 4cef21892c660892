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

TEST(Retry, AQuotaEndsIt) {
  RetryQuota quota;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(quota.take());
  EXPECT_FALSE(quota.take());
  quota.give_back();
  EXPECT_TRUE(quota.take());
}

}  // namespace
}  // namespace eni::client
