#include "sandbox/gateway/background_work.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sqlite/database.h"

namespace eni::sandbox {
namespace {

using namespace std::chrono_literals;

class BackgroundWorkTest : public testing::Test {
 protected:
  /// A piece that does what the script says at each run, one letter a run: f(ull disk), d(efect), anything else: fine.
  Task<void> piece(std::string script) {
    const std::size_t run = runs_++;
    const char what = run < script.size() ? script[run] : '.';
    if (what == 'f') throw sqlite::Failure("SQLite: disk full", SQLITE_FULL);
    if (what == 'd') throw std::logic_error("defect");
    if (what == '+') work_.begin(script);  // something has happened meanwhile
    co_await sleep_for(sandbox_.scheduler, 1s);
  }

  /// Seconds until all is done.
  double run(const std::string& script) {
    const TimePoint began = sandbox_.scheduler.now();
    work_.begin(script);
    sandbox_.scheduler.run();
    return std::chrono::duration<double>(sandbox_.scheduler.now() - began).count();
  }

  TestSandbox sandbox_{{}};
  std::size_t runs_ = 0;
  BackgroundWork<std::string> work_{sandbox_.env, "a piece",
                                    [this](std::string script) { return piece(script); }};
};

TEST_F(BackgroundWorkTest, RunsEachKeyOnceAtATime) {
  work_.begin(".");
  work_.begin(".");
  EXPECT_EQ(runs_, 0u) << "not from within the call that begins it";
  sandbox_.scheduler.run();
  EXPECT_EQ(runs_, 1u);
}

TEST_F(BackgroundWorkTest, RunsAgainWhatWasBegunWhileItRan) {
  run("+");
  EXPECT_EQ(runs_, 2u);
}

TEST_F(BackgroundWorkTest, GoesOnAfterAFullDiskWithinSeconds) {
  EXPECT_LT(run("ffffffffffff"), 12 * 4.0 + 2);
  EXPECT_EQ(runs_, 13u);
}

TEST_F(BackgroundWorkTest, GoesOnAfterADefect) {
  EXPECT_LT(run("dd"), 3.0);
  EXPECT_EQ(runs_, 3u);
  // And is free for what comes later.
  run(".");
  EXPECT_EQ(runs_, 4u);
}

TEST_F(BackgroundWorkTest, ADeliveryWaitsForTheStoreAndIsGivenUpAfterADefect) {
  const struct {
    const char* script;
    std::size_t runs;
    const char* logged;
  } rows[] = {{"ff.", 3, "WARN nothing"},
              {".", 1, "WARN nothing"},
              {"fd.", 2, "ERROR internal failure at=a message about= what=defect"}};
  for (const auto& row : rows) {
    runs_ = 0;
    sandbox_.log.lines = {"WARN nothing"};
    spawn_delivery(sandbox_.env, "a message", [this, &row] { return piece(row.script); });
    sandbox_.scheduler.run();
    EXPECT_EQ(runs_, row.runs) << row.script;
    std::erase_if(sandbox_.log.lines,
                  [](const std::string& line) { return line.find("background work failed") != line.npos; });
    EXPECT_EQ(sandbox_.log.lines.back(), row.logged) << row.script;
  }
}

TEST_F(BackgroundWorkTest, WhatHasWorkedForLongBeginsAnewWithShortPauses) {
  std::vector<TimePoint> began;
  const auto work = [&]() -> Task<void> {
    began.push_back(sandbox_.scheduler.now());
    const bool is_last = began.size() == 12;
    if (began.size() == 10) co_await sleep_for(sandbox_.scheduler, 5min);
    if (!is_last) throw std::logic_error("defect");
  };
  spawn_background(sandbox_.env, keep_trying(retry_parts(sandbox_.env), "work", work));
  sandbox_.scheduler.run();
  ASSERT_EQ(began.size(), 12u);
  EXPECT_GT(began[9] - began[8], 40s);
  EXPECT_LT(began[10] - began[9] - 5min, 1s);
}

TEST(RetryPause, MemoryThatIsShortEachTimeIsNoPassingFailure) {
  TestSandbox sandbox{{}};
  const auto full = std::make_exception_ptr(sqlite::Failure("full", SQLITE_FULL));
  const std::exception_ptr shortages[] = {std::make_exception_ptr(std::bad_alloc{}),
                                          std::make_exception_ptr(sqlite::Failure("memory", SQLITE_NOMEM))};
  for (const std::exception_ptr& shortage : shortages) {
    RetryPause pause;
    EXPECT_TRUE(pause.may_pass(shortage));
    Duration longest{};
    for (int i = 0; i < 30; ++i) longest = std::max(longest, pause.next(shortage, sandbox.random));
    EXPECT_GT(longest, 30s);
    EXPECT_EQ(pause.failures(), 30);
    EXPECT_FALSE(pause.may_pass(shortage));
    EXPECT_TRUE(pause.may_pass(full));
  }
}

TEST(RetryPause, GrowsToABoundThatDependsOnTheFailure) {
  TestSandbox sandbox{{}};
  const auto full = std::make_exception_ptr(sqlite::Failure("full", SQLITE_FULL));
  const auto constraint = std::make_exception_ptr(sqlite::Failure("constraint", SQLITE_CONSTRAINT));
  RetryPause passing;
  RetryPause defect;
  Duration longest_passing{};
  Duration longest_defect{};
  for (int i = 0; i < 30; ++i) {
    longest_passing = std::max(longest_passing, passing.next(full, sandbox.random));
    longest_defect = std::max(longest_defect, defect.next(constraint, sandbox.random));
  }
  EXPECT_LE(longest_passing, 4s);
  EXPECT_GT(longest_defect, 30s);
  EXPECT_LE(longest_defect, 60s);
}

}  // namespace
}  // namespace eni::sandbox
