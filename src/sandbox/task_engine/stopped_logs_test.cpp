/// What is kept of tasks that have stopped, how much, and how long.
#include "sandbox/task_engine/stopped_logs.h"

#include <gtest/gtest.h>

#include "base/virtual_scheduler.h"

namespace eni::sandbox::task_engine {
namespace {

class StoppedLogsTest : public testing::Test {
 protected:
  void keep(const std::string& task, const std::string& text, std::uint64_t first = 0,
            std::uint64_t count = 1) {
    logs_.keep(task, {{"main", LogPart{first, count, text, true, 3, "why"}}});
  }
  std::string text(const std::string& task, std::uint64_t seen = 0) const {
    const auto part = logs_.read(task, "main", seen);
    return part ? std::to_string(part->first) + ":" + part->text : "not kept";
  }

  VirtualScheduler scheduler_;
  StoppedLogs logs_{scheduler_};
};

TEST_F(StoppedLogsTest, KeepsWhatWasWrittenAndHowItEnded) {
  keep("a", "one\n");
  EXPECT_EQ(text("a"), "0:one\n");
  const auto part = logs_.read("a", "main", 0);
  EXPECT_TRUE(part->has_ended);
  EXPECT_EQ(part->exit_code, 3);
  EXPECT_EQ(part->reason, "why");
  EXPECT_EQ(text("b"), "not kept");
  EXPECT_FALSE(logs_.read("a", "other", 0));
}

TEST_F(StoppedLogsTest, WhoHasSeenSomeReadsTheRest) {
  keep("a", "three\nfour\nfive\n", 2, 5);
  EXPECT_EQ(text("a"), "2:three\nfour\nfive\n");
  EXPECT_EQ(text("a", 1), "2:three\nfour\nfive\n");
  EXPECT_EQ(text("a", 3), "3:four\nfive\n");
  EXPECT_EQ(text("a", 5), "5:");
}

TEST_F(StoppedLogsTest, AsLongAsEcsShowsTheTask) {
  keep("a", "one\n");
  scheduler_.advance(StoppedLogs::kMaxAge - std::chrono::minutes{1});
  EXPECT_EQ(text("a"), "0:one\n");
  scheduler_.advance(std::chrono::minutes{1});
  EXPECT_EQ(text("a"), "not kept");
}

TEST_F(StoppedLogsTest, TheOldestMakeRoom) {
  const std::string text_of_one(StoppedLogs::kMaxBytes / 4, 'x');
  for (const char* task : {"a", "b", "c", "d"}) keep(task, text_of_one);
  EXPECT_EQ(text("a"), "not kept");
  EXPECT_NE(text("b"), "not kept");
  for (std::size_t more = 0; more < StoppedLogs::kMaxTasks; ++more) keep("more" + std::to_string(more), "");
  EXPECT_EQ(text("d"), "not kept");
  EXPECT_EQ(text("more0"), "0:");
}

TEST_F(StoppedLogsTest, OneThatIsTooLargeIsNotKept) {
  keep("a", std::string(StoppedLogs::kMaxBytes, 'x'));
  EXPECT_EQ(text("a"), "not kept");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
