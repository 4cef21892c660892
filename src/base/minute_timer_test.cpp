#include "base/minute_timer.h"

#include <gtest/gtest.h>
#include <vector>

#include "base/virtual_scheduler.h"

namespace eni {
namespace {

using std::chrono::seconds;

TEST(MinuteTimer, RunsAtTheSameMomentOfEachMinute) {
  const TimePoint hour{std::chrono::hours{400'000}};
  VirtualScheduler scheduler{hour + seconds{31}};
  std::vector<Duration> at;
  MinuteTimer timer{scheduler, MinuteTimer::kMiddle, [&] {
                      at.push_back(scheduler.now() - hour);
                      if (at.size() < 3) timer.start();
                    }};
  timer.start();
  timer.start();
  scheduler.run();
  EXPECT_EQ(at, (std::vector<Duration>{seconds{90}, seconds{150}, seconds{210}}));
}

TEST(MinuteTimer, GoesOnAfterAnException) {
  VirtualScheduler scheduler;
  int ticks = 0;
  MinuteTimer timer{scheduler, MinuteTimer::kBeginning, [&] {
                      if (++ticks < 3) throw std::runtime_error("disk I/O error");
                    }};
  timer.start();
  for (int minute = 1; minute < 3; ++minute) {
    EXPECT_THROW(scheduler.run(), std::runtime_error);
    EXPECT_TRUE(timer.is_running());
  }
  scheduler.run();
  EXPECT_EQ(ticks, 3);
  EXPECT_FALSE(timer.is_running());
}

TEST(MinuteTimer, RunsNoMoreOnceItIsStopped) {
  VirtualScheduler scheduler;
  int ticks = 0;
  MinuteTimer timer{scheduler, MinuteTimer::kBeginning, [&] { ++ticks; }};
  timer.start();
  timer.stop();
  scheduler.run();
  EXPECT_EQ(ticks, 0);
}

}  // namespace
}  // namespace eni
