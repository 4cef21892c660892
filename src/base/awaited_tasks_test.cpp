#include "base/awaited_tasks.h"

#include <gtest/gtest.h>
#include <vector>

#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"

namespace eni {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Task<int> later(Scheduler& scheduler, Duration pause, int value) {
  co_await sleep_for(scheduler, pause);
  if (value < 0) throw std::runtime_error("negative");
  co_return value;
}

/// What a wait ends with, as a text: "7", "nothing", "! negative".
template <class T>
Task<> note(Task<T> wait, std::vector<std::string>& out) {
  try {
    const T value = co_await std::move(wait);
    if constexpr (std::is_same_v<T, int>) {
      out.push_back(std::to_string(value));
    } else {
      out.push_back(value ? std::to_string(*value) : "nothing");
    }
  } catch (const std::runtime_error& thrown) {
    out.push_back(std::string("! ") + thrown.what());
  }
}

struct AwaitedTasksTest : testing::Test {
  VirtualScheduler scheduler;
  std::vector<std::string> out;
  TestTasks waits;
};

TEST_F(AwaitedTasksTest, EndsComeInTheirOrderWithWhatWasThrown) {
  AwaitedTasks<int> tasks{scheduler};
  for (const int value : {3, -2, 1}) tasks.spawn(later(scheduler, hours{std::abs(value)}, value));
  const auto wait = [&]() -> Task<> {
    for (int count = 0; count < 3; ++count) {
      auto noting = note(tasks.next(), out);
      co_await std::move(noting);
    }
  };
  waits.spawn(wait());
  scheduler.run();
  EXPECT_EQ(out, (std::vector<std::string>{"1", "! negative", "3"}));
}

TEST_F(AwaitedTasksTest, TasksThatGiveNothingThrowToWhoWaits) {
  AwaitedTasks<> tasks{scheduler};
  tasks.spawn([]() -> Task<> {
    throw std::runtime_error("at once");
    co_return;
  }());
  const auto wait = [&]() -> Task<> {
    try {
      auto ending = tasks.next();
      co_await std::move(ending);
    } catch (const std::runtime_error& thrown) {
      out.push_back(thrown.what());
    }
  };
  waits.spawn(wait());
  scheduler.run();
  EXPECT_EQ(out, std::vector<std::string>{"at once"});
}

TEST_F(AwaitedTasksTest, EndByGivesWhatComesInTimeAndDestroysWhatDoesNot) {
  const struct {
    int value;
    Duration pause;
    const char* expected;
  } rows[] = {{7, seconds{1}, "7"}, {7, hours{1}, "nothing"}, {-7, seconds{1}, "! negative"}};
  for (const auto& row : rows) {
    out.clear();
    waits.spawn(
        note(end_by(scheduler, scheduler.now() + seconds{5}, later(scheduler, row.pause, row.value)), out));
    scheduler.advance(seconds{6});
    EXPECT_EQ(out, std::vector<std::string>{row.expected});
    EXPECT_EQ(waits.size(), 0U);
  }
}

TEST_F(AwaitedTasksTest, RunInGoesOnWithoutWhoWaits) {
  TestTasks group;
  int done = 0;
  const auto work = [&]() -> Task<int> {
    co_await sleep_for(scheduler, hours{1});
    co_return ++done;
  };
  {
    TestTasks gone;
    gone.spawn(note(run_in(group, scheduler, work()), out));
  }
  waits.spawn(note(run_in(group, scheduler, work()), out));
  waits.spawn(note(run_in(group, scheduler, later(scheduler, hours{2}, -1)), out));
  scheduler.run();
  EXPECT_EQ(done, 2);
  EXPECT_EQ(out, (std::vector<std::string>{"2", "! negative"}));
}

}  // namespace
}  // namespace eni
