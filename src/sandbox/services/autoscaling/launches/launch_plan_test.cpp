#include "sandbox/services/autoscaling/launches/launch_plan.h"

#include <gtest/gtest.h>

namespace eni::sandbox::autoscaling_service {
namespace {

using Zones = std::map<std::string, std::int64_t>;

TEST(LaunchPlan, fills_the_zones_with_fewest_instances) {
  const std::vector<std::string> zones{"a", "b", "c"};
  EXPECT_EQ(spread_over_zones(zones, {}, 3), (Zones{{"a", 1}, {"b", 1}, {"c", 1}}));
  EXPECT_EQ(spread_over_zones(zones, {{"a", 2}, {"b", 1}}, 3), (Zones{{"b", 1}, {"c", 2}}));
  EXPECT_EQ(spread_over_zones(zones, {{"old", 9}}, 1), (Zones{{"a", 1}}));
  EXPECT_EQ(spread_over_zones({}, {}, 3), Zones{});
}

TEST(LaunchPlan, imbalance) {
  const std::vector<std::string> zones{"a", "b"};
  EXPECT_EQ(zone_imbalance(zones, {}), 0);
  EXPECT_EQ(zone_imbalance(zones, {{"a", 1}}), 0);
  EXPECT_EQ(zone_imbalance(zones, {{"a", 2}, {"b", 1}}), 0);
  EXPECT_EQ(zone_imbalance(zones, {{"a", 2}}), 1);
  EXPECT_EQ(zone_imbalance(zones, {{"a", 3}, {"b", 1}}), 1);
  EXPECT_EQ(zone_imbalance(zones, {{"a", 1}, {"b", 1}, {"gone", 2}}), 2);
  EXPECT_EQ(zone_imbalance({}, {{"a", 3}}), 0);
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
