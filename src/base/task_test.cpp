#include "base/task.h"

#include <gtest/gtest.h>

#include "base/virtual_scheduler.h"

namespace eni {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Task<int> later(Scheduler& scheduler, int value) {
  co_await sleep_for(scheduler, hours{1});
  co_return value;
}

TEST(Task, ReturnsAValueAfterVirtualTime) {
  VirtualScheduler scheduler;
  TaskGroup group;
  const TimePoint start = scheduler.now();
  int got = 0;
  group.spawn([](Scheduler& s, int& out) -> Task<> { out = co_await later(s, 7); }(scheduler, got));
  EXPECT_EQ(got, 0);
  scheduler.run();
  EXPECT_EQ(got, 7);
  EXPECT_EQ(scheduler.now() - start, hours{1});
  EXPECT_EQ(group.size(), 0U);
}

TEST(Task, AnExceptionReachesWhoeverAwaits) {
  TaskGroup group;
  std::string caught;
  const auto thrower = []() -> Task<int> {
    throw std::runtime_error("broken");
    co_return 1;
  };
  const auto catcher = [&]() -> Task<> {
    try {
      co_await thrower();
    } catch (const std::runtime_error& e) {
      caught = e.what();
    }
  };
  group.spawn(catcher());
  EXPECT_EQ(caught, "broken");
}

TEST(TaskGroup, ItsEndDestroysTasksThatStillWait) {
  VirtualScheduler scheduler;
  const auto owned = std::make_shared<int>(1);
  {
    TaskGroup group;
    group.spawn([](Scheduler& s, std::shared_ptr<int>) -> Task<> { co_await sleep_for(s, hours{1}); }(
                                                           scheduler, owned));
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_EQ(owned.use_count(), 1);
  scheduler.run();
}

TEST(Channel, TheReaderGoesOnFromTheSchedulerNotFromPush) {
  VirtualScheduler scheduler;
  TaskGroup group;
  Channel<int> channel{scheduler};
  int got = 0;
  group.spawn([](Channel<int> c, int& out) -> Task<> { out = co_await c.pop(); }(channel, got));
  channel.push(3);
  EXPECT_EQ(got, 0);
  scheduler.run_ready();
  EXPECT_EQ(got, 3);
}

TEST(Channel, PopUntilGivesNothingWhenTheTimeHasPassed) {
  VirtualScheduler scheduler;
  TaskGroup group;
  Channel<int> channel{scheduler};
  std::vector<std::optional<int>> got;
  const auto reader = [&]() -> Task<> {
    got.push_back(co_await channel.pop_until(scheduler.now() + seconds{5}));
    got.push_back(co_await channel.pop_until(scheduler.now() + seconds{5}));
  };
  group.spawn(reader());
  scheduler.advance(seconds{6});
  channel.push(1);
  scheduler.run();
  EXPECT_EQ(got, (std::vector<std::optional<int>>{std::nullopt, 1}));
}

}  // namespace
}  // namespace eni
