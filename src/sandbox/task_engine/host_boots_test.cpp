/// Tasks wait for the boots of their hosts.
#include "sandbox/task_engine/host_boots.h"

#include <gtest/gtest.h>

#include "base/test_tasks.h"
#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox::task_engine {
namespace {

class HostBootsTest : public testing::Test {
 protected:
  /// As a task does that is to start on the host.
  Task<void> start(std::string instance) {
    while (boots_.is_booting(instance) && !is_stopped_) {
      auto waiting = boots_.await_change(instance);
      co_await std::move(waiting);
    }
    has_started_ = !is_stopped_;
    is_over_ = true;
  }
  void begin(const std::string& instance) {
    tasks_.spawn(start(instance));
    settle();
  }
  void settle() { sandbox_.scheduler.run_ready(); }

  TestSandbox sandbox_{{}};
  HostBoots boots_{sandbox_.scheduler};
  bool is_stopped_ = false;
  bool has_started_ = false;
  bool is_over_ = false;
  TestTasks tasks_;
};

TEST_F(HostBootsTest, KeepTasksWaitingUntilTheLastHasEnded) {
  auto first = boots_.begin("i-1");
  auto second = boots_.begin("i-1");
  begin("i-1");
  EXPECT_FALSE(has_started_);
  first.reset();
  settle();
  EXPECT_FALSE(has_started_);
  second.reset();
  settle();
  EXPECT_TRUE(has_started_);
}

TEST_F(HostBootsTest, KeepTasksWaitingWhoseHostBootsOnceMore) {
  auto first = boots_.begin("i-1");
  begin("i-1");
  first.reset();
  const auto next = boots_.begin("i-1");
  settle();
  EXPECT_FALSE(has_started_);
}

TEST_F(HostBootsTest, AreNothingToTasksOfOtherHosts) {
  const auto boot = boots_.begin("i-1");
  begin("i-2");
  EXPECT_TRUE(has_started_);
}

TEST_F(HostBootsTest, LetTasksGoThatAreStopped) {
  const auto boot = boots_.begin("i-1");
  begin("i-1");
  is_stopped_ = true;
  boots_.wake();
  settle();
  EXPECT_TRUE(is_over_);
  EXPECT_FALSE(has_started_);
}

}  // namespace
}  // namespace eni::sandbox::task_engine
