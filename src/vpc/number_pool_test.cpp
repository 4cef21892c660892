#include "vpc/number_pool.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

TEST(NumberPool, GivesTheLowestFreeNumber) {
  NumberPool pool{10, 200};
  EXPECT_TRUE(pool.take(11));
  EXPECT_EQ(pool.take(), 10u);
  EXPECT_EQ(pool.take(), 12u);
  EXPECT_TRUE(pool.give_back(10));
  EXPECT_EQ(pool.take(), 10u);
  EXPECT_EQ(pool.available(), 197u);
}

TEST(NumberPool, RunsOut) {
  NumberPool pool{1, 130};
  for (std::uint32_t i = 1; i <= 130; ++i) EXPECT_EQ(pool.take(), i);
  EXPECT_EQ(pool.take(), std::nullopt);
  EXPECT_EQ(pool.available(), 0u);
  EXPECT_TRUE(pool.give_back(64));
  EXPECT_EQ(pool.take(), 64u);
}

TEST(NumberPool, KnowsWhatIsNotItsOwnOrTakenAlready) {
  NumberPool pool{10, 5};
  EXPECT_FALSE(pool.take(9));
  EXPECT_FALSE(pool.take(15));
  EXPECT_TRUE(pool.take(14));
  EXPECT_FALSE(pool.take(14));
  EXPECT_FALSE(pool.give_back(13));
  EXPECT_FALSE(pool.give_back(9));
  EXPECT_TRUE(pool.give_back(14));
  EXPECT_EQ(pool.available(), 5u);
}

}  // namespace
}  // namespace eni::vpc
