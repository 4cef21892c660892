#include "sandbox/services/ecs/tasks/task_status.h"

#include <gtest/gtest.h>
#include <string>

namespace eni::sandbox::ecs_service {
namespace {

std::string way(EcsTaskStatus from, EcsTaskStatus desired, OwnInterface own_interface) {
  std::string text{to_string(from)};
  for (auto next = next_status(from, desired, own_interface); next;
       next = next_status(*next, desired, own_interface)) {
    text.append(" ").append(to_string(*next));
  }
  return text;
}

TEST(TaskStatus, ATaskWithAnInterfaceOfItsOwnIsProvisionedAndDeprovisioned) {
  const auto own = OwnInterface::kYes;
  EXPECT_EQ(way(first_status(own), EcsTaskStatus::kRunning, own), "PROVISIONING PENDING ACTIVATING RUNNING");
  EXPECT_EQ(way(EcsTaskStatus::kRunning, EcsTaskStatus::kStopped, own),
            "RUNNING DEACTIVATING STOPPING DEPROVISIONING STOPPED");
}

TEST(TaskStatus, OtherTasksAreNot) {
  const auto own = OwnInterface::kNo;
  EXPECT_EQ(way(first_status(own), EcsTaskStatus::kRunning, own), "PENDING ACTIVATING RUNNING");
  EXPECT_EQ(way(EcsTaskStatus::kRunning, EcsTaskStatus::kStopped, own),
            "RUNNING DEACTIVATING STOPPING STOPPED");
}

TEST(TaskStatus, ATaskThatNeverRanHasNothingToDeactivate) {
  const auto own = OwnInterface::kYes;
  EXPECT_EQ(way(EcsTaskStatus::kProvisioning, EcsTaskStatus::kStopped, own),
            "PROVISIONING DEPROVISIONING STOPPED");
  EXPECT_EQ(way(EcsTaskStatus::kPending, EcsTaskStatus::kStopped, own),
            "PENDING STOPPING DEPROVISIONING STOPPED");
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
