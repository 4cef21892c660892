#include "base/deadline.h"

#include <gtest/gtest.h>
#include <memory>

#include "base/jumping_scheduler.h"

namespace eni {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Deadline, PassesAfterItsTimeWhateverTheWallClockIsSetTo) {
  for (const Duration jump : {Duration{}, Duration{hours{24}}, Duration{-hours{24}}}) {
    JumpingScheduler scheduler;
    const Deadline deadline{scheduler, seconds{10}};
    scheduler.jump(jump);
    scheduler.time().advance(seconds{9});
    EXPECT_FALSE(deadline.has_passed()) << jump.count();
    scheduler.time().advance(seconds{1});
    EXPECT_TRUE(deadline.has_passed()) << jump.count();
  }
}

TEST(Deadline, NoPatienceHasPassedAtOnce) {
  VirtualScheduler scheduler;
  EXPECT_TRUE((Deadline{scheduler, {}}.has_passed()));
}

TEST(Deadline, SaysThatItHasPassedOnce) {
  VirtualScheduler scheduler;
  int calls = 0;
  const Deadline deadline{scheduler, seconds{1}, [&] { ++calls; }};
  scheduler.run();
  scheduler.run();
  EXPECT_EQ(calls, 1);
}

TEST(Deadline, SaysNothingAfterItsEnd) {
  VirtualScheduler scheduler;
  int calls = 0;
  {
    const Deadline deadline{scheduler, seconds{1}, [&] { ++calls; }};
  }
  scheduler.run();
  EXPECT_EQ(calls, 0);
}

TEST(Deadline, MayBeDestroyedByWhatItCalls) {
  VirtualScheduler scheduler;
  std::unique_ptr<Deadline> deadline;
  int calls = 0;
  deadline = std::make_unique<Deadline>(scheduler, seconds{1}, [&] {
    deadline.reset();
    ++calls;
  });
  scheduler.run();
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace eni
