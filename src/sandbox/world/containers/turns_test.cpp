#include "sandbox/world/containers/turns.h"

#include <gtest/gtest.h>
#include <string>

#include "base/virtual_scheduler.h"

namespace eni::sandbox::world {
namespace {

using std::chrono::seconds;

class TurnsTest : public testing::Test {
 protected:
  /// Waits for a turn, and has it for two seconds.
  Task<void> work(char name) {
    auto taking = turns_.take(seconds{5});
    const Turns::Turn turn = co_await std::move(taking);
    story_ += name;
    co_await sleep_for(scheduler_, seconds{2});
    story_ += '.';
  }

  /// The same without a word, for a minute.
  Task<void> hold() {
    auto taking = turns_.take(seconds{5});
    const Turns::Turn turn = co_await std::move(taking);
    co_await sleep_for(scheduler_, seconds{60});
  }

  VirtualScheduler scheduler_;
  Turns turns_{scheduler_, 2};
  std::string story_;
};

TEST_F(TurnsTest, AreTakenInTheirOrderAFewAtATime) {
  TaskGroup tasks;
  for (const char name : {'a', 'b', 'c', 'd', 'e'}) tasks.spawn(work(name));
  scheduler_.run_ready();
  EXPECT_EQ(story_, "ab");
  scheduler_.advance(seconds{2});
  EXPECT_EQ(story_, "ab.c.d");
  scheduler_.advance(seconds{4});
  EXPECT_EQ(story_, "ab.c.d.e..");
}

TEST_F(TurnsTest, WhoWaitsInVainGoesOnWithoutOne) {
  TaskGroup tasks;
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
  EXPECT_EQ(story_, "c.de") << "two turns, as before";
}

TEST_F(TurnsTest, WhoGoesAwayHandsTheTurnOn) {
  TaskGroup tasks;
  tasks.spawn(work('a'));
  tasks.spawn(work('b'));
  auto leaving = std::make_unique<TaskGroup>();
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
