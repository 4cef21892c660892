#include "sandbox/store/ecs_task_status.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

TEST(EcsTaskStatus, IsReadAsWritten) {
  for (int i = 0; i <= static_cast<int>(EcsTaskStatus::kStopped); ++i) {
    const auto status = static_cast<EcsTaskStatus>(i);
    EXPECT_EQ(read_ecs_task_status(to_string(status)), status);
  }
  EXPECT_FALSE(read_ecs_task_status("running"));
}

}  // namespace
}  // namespace eni::sandbox
