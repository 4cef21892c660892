#include <gtest/gtest.h>

#include "base/test_tasks.h"
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
  TestTasks group;
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
  TestTasks group;
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
    TestTasks group;
    group.spawn([](Scheduler& s, std::shared_ptr<int>) -> Task<> { co_await sleep_for(s, hours{1}); }(
                                                           scheduler, owned));
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_EQ(owned.use_count(), 1);
  scheduler.run();
}

/// One that counts how many there are.
struct Counted {
  explicit Counted(int& its_count) : count{its_count} { ++count; }
  Counted(const Counted& other) : count{other.count} { ++count; }
  ~Counted() { --count; }
  int& count;
};

TEST(TaskGroup, AnExceptionEndsItsTaskAndNoOther) {
  VirtualScheduler scheduler;
  int owned = 0;
  std::vector<std::string> said;
  TaskGroup group{[&](const std::exception_ptr& thrown) {
    said.push_back(what_of(thrown));
    EXPECT_EQ(owned, 1) << "what the task owned is gone when it is told of, with what it was given";
    throw std::bad_alloc{};  // and what is thrown then is lost
  }};
  const auto work = [](Scheduler& s, Duration pause, Counted, bool fails,
                       std::vector<std::string>& out) -> Task<> {
    co_await sleep_for(s, pause);
    if (fails) throw std::runtime_error("a defect");
    out.push_back("done");
  };
  group.spawn(work(scheduler, seconds{1}, Counted{owned}, true, said));
  group.spawn(work(scheduler, seconds{2}, Counted{owned}, false, said));
  scheduler.run();
  EXPECT_EQ(said, (std::vector<std::string>{"a defect", "done"}));
  EXPECT_EQ(group.size(), 0U);
  EXPECT_EQ(owned, 0);
}

struct NotedLog final : Logger {
  void write(LogLevel, std::string_view message, std::span<const LogField> fields) override {
    text += message;
    for (const auto& [name, value] : fields) text += " " + std::string(name) + "=" + std::string(value);
  }
  std::string text;
};

TEST(TaskGroup, WhatIsLoggedSaysWhereItWasAndAboutWhat) {
  NotedLog log;
  TaskGroup group{logged_as(log, "a connection", "10.0.0.5")};
  const auto work = []() -> Task<> {
    throw 7;
    co_return;
  };
  group.spawn(work());
  EXPECT_EQ(log.text, "internal failure at=a connection about=10.0.0.5 what=unknown exception");
}

TEST(Channel, TheReaderGoesOnFromTheSchedulerNotFromPush) {
  VirtualScheduler scheduler;
  TestTasks group;
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
  TestTasks group;
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
