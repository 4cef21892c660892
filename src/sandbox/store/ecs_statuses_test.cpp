#include "sandbox/store/ecs_statuses.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

template <class Status>
void expect_read_as_written(std::size_t count) {
  ASSERT_EQ(std::size(EcsSpellings<Status>::kNames), count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto status = static_cast<Status>(i);
    EXPECT_EQ(read_ecs_status<Status>(to_string(status)), status);
  }
  EXPECT_FALSE(read_ecs_status<Status>("active"));
}

TEST(EcsStatuses, AreReadAsWritten) {
  expect_read_as_written<EcsClusterStatus>(2);
  expect_read_as_written<EcsHostStatus>(6);
  expect_read_as_written<EcsServiceStatus>(3);
  expect_read_as_written<EcsDeploymentStatus>(2);
  expect_read_as_written<EcsRolloutState>(3);
  expect_read_as_written<EcsTaskDefinitionStatus>(3);
  expect_read_as_written<EcsTaskStatus>(8);
}

TEST(EcsStatuses, AreSpelledAsAwsDoes) {
  EXPECT_EQ(to_string(EcsHostStatus::kRegistrationFailed), "REGISTRATION_FAILED");
  EXPECT_EQ(to_string(EcsDeploymentStatus::kActive), "ACTIVE");
  EXPECT_EQ(to_string(EcsTaskStatus::kDeprovisioning), "DEPROVISIONING");
}

}  // namespace
}  // namespace eni::sandbox
