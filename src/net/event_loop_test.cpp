#include "net/event_loop.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <gtest/gtest.h>

namespace eni::net {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, PostedWorkRunsAfterTheCallerReturned) {
  EventLoop loop;
  std::string order;
  loop.post([&] {
    loop.post([&] {
      order += 'b';
      loop.stop();
    });
    order += 'a';
  });
  loop.run();
  EXPECT_EQ(order, "ab");
}

TEST(EventLoop, TimersRunInTheOrderOfTheirTimes) {
  EventLoop loop;
  std::string order;
  const TimePoint start = loop.now();
  loop.call_at(start + 4ms, [&] {
    order += 'c';
    loop.stop();
  });
  loop.call_at(start + 2ms, [&] { order += 'b'; });
  loop.call_at(start - 1h, [&] { order += 'a'; });
  loop.run();
  EXPECT_EQ(order, "abc");
  EXPECT_GE(loop.now(), start + 4ms);
}

TEST(EventLoop, TimersWaitAsLongWhateverTheWallClockIsSetTo) {
  for (const Duration jump : {Duration{-1h}, Duration{1h}}) {
    ManualClock wall;
    EventLoop loop{wall};
    const auto began = std::chrono::steady_clock::now();
    std::string order;
    loop.call_at(wall.now() + 30ms, [&] {
      order += 'b';
      loop.stop();
    });
    loop.call_at(wall.now() + 1ms, [&] {
      order += 'a';
      wall.advance(jump);
    });
    loop.run();
    EXPECT_EQ(order, "ab");
    EXPECT_GE(std::chrono::steady_clock::now() - began, 30ms);
    EXPECT_EQ(loop.now(), wall.now());
  }
}

TEST(EventLoop, ATimerForTheEndOfTimeIsNotDue) {
  EventLoop loop;
  bool rang = false;
  loop.call_at(TimePoint::max(), [&] { rang = true; });
  loop.call_at(loop.now() + 2ms, [&] { loop.stop(); });
  loop.run();
  EXPECT_FALSE(rang);
}

TEST(EventLoop, WorkThatGoesOnNowLeavesOthersTheirTurn) {
  EventLoop loop;
  int turns = 0;
  std::function<void()> go_on = [&] {
    ++turns;
    loop.call_at(loop.now(), go_on);
  };
  go_on();
  bool rang = false;
  loop.call_at(loop.now() + 2ms, [&] { rang = true; });
  boost::asio::steady_timer other{loop.context(), 4ms};
  other.async_wait([&](boost::system::error_code) { loop.stop(); });
  loop.run();
  EXPECT_GT(turns, 2);
  EXPECT_TRUE(rang);
}

/// Of what is due at once, so much that it takes longer than a client is to wait.
TEST(EventLoop, ALotOfWorkLeavesSocketsTheirTurn) {
  using Clock = std::chrono::steady_clock;
  for (const bool is_posted : {true, false}) {
    EventLoop loop;
    int done = 0;
    int done_before = -1;
    const auto work = [&] {
      for (const auto end = Clock::now() + 1ms; Clock::now() < end;) continue;
      ++done;
    };
    const auto begin = [&](std::function<void()> one) {
      if (is_posted) return loop.post(std::move(one));
      loop.call_at(loop.now(), std::move(one));
    };
    boost::asio::steady_timer client{loop.context(), 2ms};
    client.async_wait([&](boost::system::error_code) { done_before = done; });
    for (int i = 0; i < 60; ++i) begin(work);
    begin([&] { loop.stop(); });
    loop.run();
    EXPECT_EQ(done, 60);
    EXPECT_GE(done_before, 0);
    EXPECT_LT(done_before, 30) << (is_posted ? "posted" : "due");
  }
}

TEST(EventLoop, ACancelledTimerDoesNotRun) {
  EventLoop loop;
  std::string order;
  const auto later = loop.call_at(loop.now(), [&] { order += 'x'; });
  loop.cancel(later);
  loop.cancel(later);
  loop.cancel(4711);
  loop.call_at(loop.now() + 2ms, [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(order, "");
}

TEST(EventLoop, ATimerMayCancelTheNextOne) {
  EventLoop loop;
  std::string order;
  Scheduler::TimerId second = 0;
  loop.call_at(loop.now(), [&] { loop.cancel(second); });
  second = loop.call_at(loop.now(), [&] { order += 'x'; });
  loop.call_at(loop.now() + 2ms, [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(order, "");
}

TEST(EventLoop, RunsAgainAfterStop) {
  EventLoop loop;
  int runs = 0;
  for (int i = 0; i < 2; ++i) {
    loop.post([&] {
      ++runs;
      loop.stop();
    });
    loop.run();
  }
  EXPECT_EQ(runs, 2);
}

TEST(EventLoop, TellsOfSignals) {
  EventLoop loop;
  int seen = 0;
  loop.on_signal([&](int signal) {
    seen = signal;
    loop.stop();
  });
  loop.post([] { std::raise(SIGTERM); });
  loop.run();
  EXPECT_EQ(seen, SIGTERM);
}

}  // namespace
}  // namespace eni::net
