#include "schedule/cron.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace eni::schedule {
namespace {

struct Case {
  std::string_view recurrence;
  std::string_view after;
  std::string_view next;  ///< "" if never
};

TEST(Cron, next_run) {
  const Case cases[] = {
      {"* * * * *", "2026-11-28T21:00:00Z", "2026-11-28T21:01:00Z"},
      {"30 0 1 1,6,12 *", "2026-11-28T21:00:00Z", "2026-12-01T00:30:00Z"},
      {"0 9 * * MON-FRI", "2026-11-28T21:00:00Z", "2026-11-30T09:00:00Z"},
      {"*/15 * * * *", "2026-11-28T21:01:30Z", "2026-11-28T21:15:00Z"},
      {"0 0 * * 7", "2026-11-28T21:00:00Z", "2026-11-29T00:00:00Z"},
      {"0 0 * * 0", "2026-11-28T21:00:00Z", "2026-11-29T00:00:00Z"},
      {"0 0 29 2 *", "2026-11-28T21:00:00Z", "2028-02-29T00:00:00Z"},
      {"0 0 30 2 *", "2026-11-28T21:00:00Z", ""},
      // Both kinds of days: either will do.
      {"0 0 13 * FRI", "2026-11-28T21:00:00Z", "2026-12-04T00:00:00Z"},
      {"59 23 31 dec *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z"},
      {"10-20/5 4 * * *", "2026-11-28T04:10:00Z", "2026-11-28T04:15:00Z"},
  };
  for (const Case& one : cases) {
    const auto cron = Cron::parse(one.recurrence);
    ASSERT_TRUE(cron) << one.recurrence;
    const auto next = cron->next(*parse_iso8601(one.after));
    EXPECT_EQ(next ? iso8601(*next) : "", one.next) << one.recurrence;
  }
}

TEST(Cron, refuses_what_is_none) {
  for (const std::string_view text :
       {"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
        "5-1 * * * *", "*/0 * * * *", "x * * * *", "1, * * * *"})
    EXPECT_FALSE(Cron::parse(text)) << text;
}

}  // namespace
}  // namespace eni::schedule
