#include "sandbox/hosts/shell/shell_slots.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"

namespace eni::sandbox::hosts {
namespace {

Task<void> hold(ShellSlots& slots, Scheduler& scheduler, std::string name, std::vector<std::string>& had) {
  auto taking = slots.take();
  const ShellSlots::Slot slot = co_await std::move(taking);
  had.push_back(std::move(name));
  co_await sleep_for(scheduler, std::chrono::hours{1});
}

TEST(ShellSlots, GoToWhoeverWaitsInOrder) {
  VirtualScheduler scheduler;
  ShellSlots slots{scheduler, 1};
  std::vector<std::string> had;
  TestTasks tasks;
  for (const char* name : {"one", "two", "three"}) tasks.spawn(hold(slots, scheduler, name, had));
  scheduler.run();
  EXPECT_EQ(had, (std::vector<std::string>{"one", "two", "three"}));
}

TEST(ShellSlots, ComeBackFromThoseThatAreEnded) {
  VirtualScheduler scheduler;
  ShellSlots slots{scheduler, 1};
  std::vector<std::string> had;
  TestTasks others;
  {
    TestTasks waits;
    {
      TestTasks holds;
      holds.spawn(hold(slots, scheduler, "holds", had));
      waits.spawn(hold(slots, scheduler, "is handed the slot and never takes it", had));
      others.spawn(hold(slots, scheduler, "other", had));
    }
  }
  scheduler.run_ready();
  EXPECT_EQ(had, (std::vector<std::string>{"holds", "other"}));
}

}  // namespace
}  // namespace eni::sandbox::hosts
