#include "sandbox/world/restart_delay.h"

#include <gtest/gtest.h>
#include <vector>

namespace eni::sandbox::world {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RestartDelay, GrowsUntilOneLivesForLong) {
  struct Case {
    const char* what;
    Duration life;
    Duration delay;
  };
  RestartDelay delays;
  const Case cases[] = {
      {"the first", milliseconds{5}, milliseconds{0}},
      {"the second", milliseconds{5}, milliseconds{50}},
      {"the third", seconds{9}, milliseconds{100}},
      {"the fourth", milliseconds{5}, milliseconds{200}},
      {"the fifth", milliseconds{5}, milliseconds{400}},
      {"bounded", milliseconds{5}, milliseconds{500}},
      {"still", milliseconds{5}, milliseconds{500}},
      {"lived for long", seconds{10}, milliseconds{0}},
      {"the next after it", milliseconds{5}, milliseconds{50}},
  };
  for (const Case& one : cases) EXPECT_EQ(delays.after(one.life), one.delay) << one.what;
}

}  // namespace
}  // namespace eni::sandbox::world
