#include "base/log.h"

#include <gtest/gtest.h>
#include <sstream>

namespace eni {
namespace {

TEST(JsonLogger, WritesOneObjectALineAsLambdasFilterReadsIt) {
  std::ostringstream out;
  const ManualClock clock;
  JsonLogger{out, clock, LogLevel::kInfo}.warn("late \"again\"", {{"stack", "a\nb"}, {"error", ""}});
  EXPECT_EQ(out.str(), R"({"timestamp":"2015-08-30T12:36:00.000Z","level":"WARN","message":"late \"again\"",)"
                       R"("stack":"a\nb","error":""})"
                       "\n");
}

TEST(TextLogger, QuotesWhatWouldBreakTheLineAndLeavesOutWhatIsEmpty) {
  std::ostringstream out;
  const ManualClock clock;
  TextLogger{out, clock, LogLevel::kInfo}.info(
      "request", {{"error", ""}, {"id", "7"}, {"why", "a b"}, {"host", "x\x1b[2J"}, {"line", "\r"}});
  EXPECT_EQ(out.str(), "12:36:00.000 INFO request id=7 why=\"a b\" host=\"x\\u001b[2J\" line=\"\\r\"\n");
}

TEST(Logger, DropsWhatIsBelowItsLevel) {
  std::ostringstream out;
  const ManualClock clock;
  TextLogger{out, clock, LogLevel::kWarn}.info("quiet");
  JsonLogger{out, clock, LogLevel::kWarn}.debug("quiet");
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace eni
