#include "diagnosis/rollout/claim.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace eni::diagnosis {
namespace {

struct HereView final : ProcessView {
  std::string machine() const override { return "here"; }
  bool is_running(const std::string& process) const override { return process == "alive"; }
};

struct Case {
  const char* name;
  const char* claim;
  bool is_held;
};

const Case kCases[] = {
    {"this run's own", "run=mine machine=there process=1 until=2026-01-01T12:05:00Z", false},
    {"another's elsewhere", "run=other machine=there process=1 until=2026-01-01T12:05:00Z", true},
    {"whose time is up", "run=other machine=there process=1 until=2026-01-01T12:00:00Z", false},
    {"another's here, which runs", "run=other machine=here process=alive until=2026-01-01T12:05:00Z", true},
    {"another's here, which was killed", "run=other machine=here process=dead until=2026-01-01T12:05:00Z",
     false},
};

TEST(RolloutClaim, IsHeldByAnotherRunThatMayStillGoOn) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    const auto claim = read_rollout_claim(one.claim);
    ASSERT_TRUE(claim);
    EXPECT_EQ(to_text(*claim), one.claim);
    EXPECT_EQ(is_held(*claim, "mine", *parse_iso8601("2026-01-01T12:00:00Z"), HereView{}), one.is_held);
  }
  for (const char* text : {"", "else", "run=a until=soon", "until=2026-01-01T12:00:00Z"})
    EXPECT_FALSE(read_rollout_claim(text)) << text;
}

}  // namespace
}  // namespace eni::diagnosis
