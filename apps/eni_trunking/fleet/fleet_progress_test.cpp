#include "eni_trunking/fleet/fleet_progress.h"

#include <gtest/gtest.h>
#include <sstream>

#include "base/text.h"

namespace eni::command {
namespace {

using std::chrono::seconds;

const StackSetOperation kRunning{"op", "CREATE", "RUNNING", ""};

const std::vector<OperationResult> kFew{
    {{"111122223333", "eu-central-1"}, "SUCCEEDED", ""},
    {{"111122223333", "us-east-1"}, "RUNNING", ""},
    {{"444455556666", "eu-central-1"}, "FAILED", "no\nrole"},
    {{"444455556666", "us-east-1"}, "PENDING", ""},
};

std::vector<OperationResult> many(std::size_t accounts, std::size_t failed) {
  std::vector<OperationResult> results;
  for (std::size_t i = 0; i < accounts; ++i)
    results.push_back({{std::to_string(100000000000 + i), "eu-central-1"},
                       i < failed ? "FAILED" : "SUCCEEDED",
                       i < failed ? "why" : ""});
  return results;
}

TEST(FleetProgress, IsATableOfAccountsByRegionsWhereThatFits) {
  EXPECT_EQ(join(operation_picture(kRunning, kFew, seconds{65}, {24, 80}, Colours::kNone), "\n"),
            "CREATE  RUNNING  1:05\n"
            "  account       eu-central-1  us-east-1\n"
            "  111122223333  SUCCEEDED     RUNNING  \n"
            "  444455556666  FAILED        PENDING  ");
  const auto coloured = operation_picture(kRunning, kFew, seconds{0}, {24, 80}, Colours::kAnsi);
  EXPECT_NE(coloured[3].find("\x1b[31mFAILED   \x1b[0m"), std::string::npos) << coloured[3];
}

TEST(FleetProgress, OfMoreAccountsTheCountsAndTheFailuresAreShown) {
  EXPECT_EQ(join(operation_picture(kRunning, many(500, 3), seconds{7200}, {8, 80}, Colours::kNone), "\n"),
            "CREATE  RUNNING  2:00:00\n"
            "  region        pending  running  succeeded  failed  cancelled\n"
            "  eu-central-1        0        0        497       3          0\n"
            "  100000000000  eu-central-1  why\n"
            "  100000000001  eu-central-1  why\n"
            "  100000000002  eu-central-1  why");
}

TEST(FleetProgress, NeverTakesMoreThanTheTerminal) {
  for (const std::size_t rows : {1u, 2u, 3u, 4u, 6u}) {
    const auto lines = operation_picture(kRunning, many(500, 100), seconds{1}, {rows, 20}, Colours::kNone);
    EXPECT_LT(lines.size(), rows + 1) << rows;
    for (const std::string& line : lines) EXPECT_LT(line.size(), 20u) << line;
  }
  const auto lines = operation_picture(kRunning, many(500, 100), seconds{1}, {6, 80}, Colours::kNone);
  EXPECT_EQ(lines.back(), "  and 99 more that failed");
}

TEST(FleetProgress, ElsewhereItIsALineWhereSomethingHasChanged) {
  std::ostringstream out;
  FleetProgress progress{out, {}, Colours::kAnsi, 6};
  progress.show(kRunning, kFew, seconds{1});
  progress.show(kRunning, kFew, seconds{2});
  progress.show({"op", "CREATE", "SUCCEEDED", ""}, many(6, 0), seconds{3});
  EXPECT_EQ(out.str(),
            "444455556666  eu-central-1  FAILED  no role\n"
            "CREATE  RUNNING  0:01: 1 of 6 succeeded, 1 failed, 1 running, 3 pending\n"
            "CREATE  SUCCEEDED  0:03: 6 of 6 succeeded, 0 failed, 0 running, 0 pending\n");
}

}  // namespace
}  // namespace eni::command
