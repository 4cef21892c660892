#include "base/backoff.h"

#include <gtest/gtest.h>

namespace eni {
namespace {

TEST(Backoff, DoublesUpToTheLongestAndIsDrawnFromTheUpperHalf) {
  SeededRandom random;
  Backoff backoff{random, Duration{100}, Duration{500}};
  for (int ceiling : {100, 200, 400, 500, 500, 500}) {
    const Duration delay = backoff.next();
    EXPECT_GE(delay.count(), ceiling / 2);
    EXPECT_LE(delay.count(), ceiling);
  }
}

TEST(Backoff, DiffersFromCallerToCaller) {
  SeededRandom one{1};
  SeededRandom other{2};
  EXPECT_NE((Backoff{one, Duration{10'000}, Duration{10'000}}.next()),
            (Backoff{other, Duration{10'000}, Duration{10'000}}.next()));
}

}  // namespace
}  // namespace eni
