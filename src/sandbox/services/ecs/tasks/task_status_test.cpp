#include "sandbox/services/ecs/tasks/task_status.h"

#include <gtest/gtest.h>
#include <string>

namespace eni::sandbox::ecs_service {
namespace {

std::string way(TaskStatus from, TaskStatus desired, OwnInterface own_interface) {
  std::string text{to_text(from)};
  for (auto next = next_status(from, desired, own_interface); next;
       next = next_status(*next, desired, own_interface)) {
    text.append(" ").append(to_text(*next));
  }
  return text;
}

TEST(TaskStatus, ATaskWithAnInterfaceOfItsOwnIsProvisionedAndDeprovisioned) {
  const auto own = OwnInterface::kYes;
  EXPECT_EQ(way(first_status(own), TaskStatus::kRunning, own), "PROVISIONING PENDING ACTIVATING RUNNING");
  EXPECT_EQ(way(TaskStatus::kRunning, TaskStatus::kStopped, own),
            "RUNNING DEACTIVATING STOPPING DEPROVISIONING STOPPED");
}

TEST(TaskStatus, OtherTasksAreNot) {
  const auto own = OwnInterface::kNo;
  EXPECT_EQ(way(first_status(own), TaskStatus::kRunning, own), "PENDING ACTIVATING RUNNING");
  EXPECT_EQ(way(TaskStatus::kRunning, TaskStatus::kStopped, own), "RUNNING DEACTIVATING STOPPING STOPPED");
}

TEST(TaskStatus, ATaskThatNeverRanHasNothingToDeactivate) {
  const auto own = OwnInterface::kYes;
  EXPECT_EQ(way(TaskStatus::kProvisioning, TaskStatus::kStopped, own), "PROVISIONING DEPROVISIONING STOPPED");
  EXPECT_EQ(way(TaskStatus::kPending, TaskStatus::kStopped, own), "PENDING STOPPING DEPROVISIONING STOPPED");
}

TEST(TaskStatus, IsReadAsWritten) {
  for (int i = 0; i <= 7; ++i) {
    const auto status = static_cast<TaskStatus>(i);
    EXPECT_EQ(parse_task_status(to_text(status)), status);
  }
  EXPECT_FALSE(parse_task_status("running"));
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
