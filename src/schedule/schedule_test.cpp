#include "schedule/schedule.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace eni::schedule {
namespace {

TEST(Schedule, RunsNext) {
  const TimePoint from = *parse_iso8601("2026-03-01T00:00:00Z");
  struct Row {
    const char* schedule;
    const char* after;
    const char* next;  ///< "" for never
  };
  const Row rows[] = {
      {"at(2026-03-01T10:00:00)", "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z"},
      {"at(2026-03-01T10:00:00)", "2026-03-01T10:00:00Z", ""},
      {"rate(5 minutes)", "2026-03-01T00:07:00Z", "2026-03-01T00:10:00Z"},
      {"rate(1 hour)", "2026-03-01T01:00:00Z", "2026-03-01T02:00:00Z"},
      {"rate(2 days)", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"},
      {"cron(15 10 * * ? *)", "2026-03-01T10:15:00Z", "2026-03-02T10:15:00Z"},
      {"cron(0 8 ? * 2-6 *)", "2026-03-06T09:00:00Z", "2026-03-09T08:00:00Z"},  // Monday to Friday
      {"cron(0 8 ? * SUN *)", "2026-03-02T00:00:00Z", "2026-03-08T08:00:00Z"},
      {"cron(0 0 1 */3 ? *)", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"},
  };
  for (const Row& row : rows) {
    const auto schedule = Schedule::parse(row.schedule);
    ASSERT_TRUE(schedule) << row.schedule;
    const auto next = schedule->next(*parse_iso8601(row.after), from);
    EXPECT_EQ(next ? iso8601(*next) : "", row.next) << row.schedule << " after " << row.after;
  }
}

TEST(Schedule, WhatIsNone) {
  for (const char* text :
       {"", "at(tomorrow)", "rate(0 minutes)", "rate(1 week)", "cron(0 8 * * * *)", "cron(0 8 ? * 8 *)",
        "cron(0 8 L * ? *)", "cron(0 8 1 1 ? 2027)", "cron(0 8 * *)", "5 minutes"})
    EXPECT_FALSE(Schedule::parse(text)) << text;
}

}  // namespace
}  // namespace eni::schedule
