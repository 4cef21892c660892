#include "sandbox/services/ecs/clusters/cluster_metrics.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecs_service {
namespace {

TEST(ClusterMetrics, AReservationIsTheShareOfWhatHostsHaveRegistered) {
  const auto reservation = reservation_of({{4096, 8000, 0}, {3072, 2000, 0}});
  ASSERT_TRUE(reservation);
  EXPECT_DOUBLE_EQ(reservation->cpu, 25);
  EXPECT_DOUBLE_EQ(reservation->memory, 75);
}

TEST(ClusterMetrics, WithoutHostsThereIsNone) { EXPECT_FALSE(reservation_of({})); }

}  // namespace
}  // namespace eni::sandbox::ecs_service
