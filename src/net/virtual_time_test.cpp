#include "net/virtual_time.h"

#include <gtest/gtest.h>

namespace eni::net {
namespace {

using std::chrono::hours;

TEST(VirtualTime, TimersWaitUntilTimePasses) {
  EventLoop loop;
  VirtualTime time{loop};
  const TimePoint start = time.now();
  std::vector<std::string> done;
  time.call_at(start + hours{2}, [&] { done.push_back("late"); });
  time.call_at(start + hours{1}, [&] {
    done.push_back("early");
    time.post([&] { done.push_back("posted"); });
  });
  const auto cancelled = time.call_at(start + hours{1}, [&] { done.push_back("cancelled"); });
  time.cancel(cancelled);
  loop.post([&] {
    time.pass(hours{1});
    EXPECT_EQ(done, (std::vector<std::string>{"early", "posted"}));
    time.pass(hours{1});
    loop.stop();
  });
  loop.run();
  EXPECT_EQ(done, (std::vector<std::string>{"early", "posted", "late"}));
  EXPECT_EQ(time.now(), start + hours{2});
}

TEST(VirtualTime, WhatIsReadyRunsWithoutTimePassing) {
  EventLoop loop;
  VirtualTime time{loop};
  const TimePoint start = time.now();
  std::vector<std::string> done;
  time.post([&] { done.push_back("posted"); });
  time.call_at(start, [&] {
    done.push_back("due");
    time.post([&] { loop.stop(); });
  });
  loop.run();
  EXPECT_EQ(done, (std::vector<std::string>{"posted", "due"}));
  EXPECT_EQ(time.now(), start);
}

}  // namespace
}  // namespace eni::net
