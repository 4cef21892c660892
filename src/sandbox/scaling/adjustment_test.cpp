#include "sandbox/scaling/adjustment.h"

#include <gtest/gtest.h>

namespace eni::sandbox::scaling {
namespace {

TEST(Adjustment, percentages_are_rounded_as_the_guide_says) {
  const std::pair<double, std::int64_t> cases[] = {{12.7, 12},  {1.0, 1},   {0.67, 1},  {0.0, 0},
                                                   {-0.58, -1}, {-1.0, -1}, {-6.67, -6}};
  for (const auto& [instances, rounded] : cases)
    EXPECT_EQ(rounded_percentage(instances), rounded) << instances;
}

TEST(Adjustment, changes_capacity) {
  struct Case {
    std::int64_t current;
    std::string_view type;
    std::int64_t adjustment;
    std::int64_t magnitude;
    std::int64_t wanted;
  };
  const Case cases[] = {
      {4, "ChangeInCapacity", 2, 0, 6},
      {4, "ChangeInCapacity", -1, 0, 3},
      {4, "ExactCapacity", 9, 0, 9},
      {10, "PercentChangeInCapacity", 25, 0, 12},
      {10, "PercentChangeInCapacity", 25, 4, 14},
      {10, "PercentChangeInCapacity", -25, 4, 6},
      {1, "PercentChangeInCapacity", 10, 0, 2},
      {0, "PercentChangeInCapacity", 50, 0, 0},
  };
  for (const Case& one : cases)
    EXPECT_EQ(adjusted_capacity(one.current, one.type, one.adjustment, one.magnitude), one.wanted)
        << one.current << " " << one.type << " " << one.adjustment;
}

TEST(Adjustment, steps_lie_relative_to_the_threshold) {
  const std::vector<Step> out{{0, 10, 1}, {10, 20, 2}, {20, std::nullopt, 3}};
  const std::vector<Step> in{{-10, 0, -1}, {std::nullopt, -10, -2}};
  EXPECT_EQ(step_for(out, 0), 1);
  EXPECT_EQ(step_for(out, 10), 2);
  EXPECT_EQ(step_for(out, 1000), 3);
  EXPECT_EQ(step_for(out, -1), std::nullopt);
  EXPECT_EQ(step_for(in, -10), -2);
  EXPECT_EQ(step_for(in, -9.5), -1);
}

TEST(Adjustment, flaws_of_steps) {
  EXPECT_EQ(flaw_of_steps({{0, 10, 1}, {10, std::nullopt, 2}}), "");
  EXPECT_EQ(flaw_of_steps({{std::nullopt, std::nullopt, 1}}), "");
  EXPECT_NE(flaw_of_steps({{0, 10, 1}, {5, std::nullopt, 2}}), "");
  EXPECT_NE(flaw_of_steps({{0, 10, 1}, {15, std::nullopt, 2}}), "");
  EXPECT_NE(flaw_of_steps({{10, 10, 1}}), "");
}

TEST(Adjustment, tracks_a_target) {
  EXPECT_EQ(tracked_out(0, 200, 100), 2);  // from nothing always two
  EXPECT_EQ(tracked_out(2, 150, 100), 3);
  EXPECT_EQ(tracked_out(10, 101, 100), 11);
  EXPECT_EQ(tracked_out(4, 50, 50), 4);
  EXPECT_EQ(tracked_in(10, 50, 100), 5);
  EXPECT_EQ(tracked_in(10, 0, 100), 5);  // half at once
  EXPECT_EQ(tracked_in(1, 0, 100), 0);
  EXPECT_EQ(tracked_in(3, 80, 100), 3);
  EXPECT_EQ(tracked_in_at_last(10, 0, 100), 0);
  EXPECT_EQ(tracked_in_at_last(10, 25, 100), 3);
}

}  // namespace
}  // namespace eni::sandbox::scaling
