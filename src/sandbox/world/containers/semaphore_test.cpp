#include "sandbox/world/containers/semaphore.h"

#include <gtest/gtest.h>
#include <string>

#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"

namespace eni::sandbox::world {
namespace {

using std::chrono::seconds;

class SemaphoreTest : public testing::Test {
 protected:
  /// Waits for a permit, and has it for two seconds.
  Task<void> work(char name) {
    auto acquiring = semaphore_.acquire(seconds{5});
    const Semaphore::Permit permit = co_await std::move(acquiring);
    story_ += name;
    co_await sleep_for(scheduler_, seconds{2});
    story_ += '.';
  }

  /// The same without a word, for a minute.
  Task<void> hold() {
    auto acquiring = semaphore_.acquire(seconds{5});
    const Semaphore::Permit permit = co_await std::move(acquiring);
    co_await sleep_for(scheduler_, seconds{60});
  }

  VirtualScheduler scheduler_;
  Semaphore semaphore_{scheduler_, 2};
  std::string story_;
};

TEST_F(SemaphoreTest, IsAcquiredInOrderByAFewAtATime) {
  TestTasks tasks;
  for (const char name : {'a', 'b', 'c', 'd', 'e'}) tasks.spawn(work(name));
  scheduler_.run_ready();
  EXPECT_EQ(story_, "ab");
  scheduler_.advance(seconds{2});
  EXPECT_EQ(story_, "ab.c.d");
  scheduler_.advance(seconds{4});
  EXPECT_EQ(story_, "ab.c.d.e..");
}

TEST_F(SemaphoreTest, WhoWaitsInVainGoesOnWithoutOne) {
  TestTasks tasks;
  tasks.spawn(hold());
  tasks.spawn(hold());
  tasks.spawn(work('c'));
  scheduler_.advance(seconds{4});
  EXPECT_EQ(story_, "");
  scheduler_.advance(seconds{1});
  EXPECT_EQ(story_, "c");
  scheduler_.advance(seconds{60});
  tasks.spawn(work('d'));
  tasks.spawn(work('e'));
  tasks.spawn(work('f'));
  scheduler_.run_ready();
  EXPECT_EQ(story_, "c.de") << "two semaphore, as before";
}

TEST_F(SemaphoreTest, WhoGoesAwayHandsThePermitOn) {
  TestTasks tasks;
  tasks.spawn(work('a'));
  tasks.spawn(work('b'));
  auto leaving = std::make_unique<TestTasks>();
  leaving->spawn(work('c'));
  leaving->spawn(work('d'));
  tasks.spawn(work('e'));
  tasks.spawn(work('f'));
  scheduler_.advance(seconds{1});
  leaving.reset();
  scheduler_.advance(seconds{1});
  EXPECT_EQ(story_, "ab.e.f");
}

}  // namespace
}  // namespace eni::sandbox::world
