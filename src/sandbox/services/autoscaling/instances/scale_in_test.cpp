#include "sandbox/services/autoscaling/instances/scale_in.h"

#include <gtest/gtest.h>

namespace eni::sandbox::autoscaling_service {
namespace {

using Ids = std::vector<std::string>;

ScaleInCandidate candidate(std::string id, std::string zone, std::int64_t launched) {
  ScaleInCandidate one;
  one.id = std::move(id);
  one.zone = std::move(zone);
  one.launched = launched;
  return one;
}

const TimePoint kNow{std::chrono::hours{1000}};

TEST(ScaleIn, takes_from_the_zone_with_most_instances) {
  const std::vector<ScaleInCandidate> all{candidate("a1", "a", 1), candidate("b1", "b", 2),
                                          candidate("b2", "b", 3)};
  EXPECT_EQ(choose_to_terminate(all, {"OldestInstance"}, 1, kNow), Ids{"b1"});
  EXPECT_EQ(choose_to_terminate(all, {"NewestInstance"}, 1, kNow), Ids{"b2"});
  EXPECT_EQ(choose_to_terminate(all, {"OldestInstance"}, 9, kNow), (Ids{"b1", "a1", "b2"}));
}

TEST(ScaleIn, passes_over_protected_instances) {
  std::vector<ScaleInCandidate> all{candidate("a1", "a", 1), candidate("a2", "a", 2),
                                    candidate("b1", "b", 3)};
  all[0].is_protected = true;
  EXPECT_EQ(choose_to_terminate(all, {"OldestInstance"}, 1, kNow), Ids{"a2"});
  all[1].is_protected = true;
  EXPECT_EQ(choose_to_terminate(all, {"OldestInstance"}, 2, kNow), Ids{"b1"});
}

TEST(ScaleIn, begins_in_zones_that_are_none_of_the_groups) {
  std::vector<ScaleInCandidate> all{candidate("a1", "a", 1), candidate("a2", "a", 2),
                                    candidate("b1", "b", 3)};
  all[2].is_outside = true;
  EXPECT_EQ(choose_to_terminate(all, {"OldestInstance"}, 2, kNow), (Ids{"b1", "a1"}));
}

TEST(ScaleIn, default_takes_the_oldest_configuration_then_the_nearest_billing_hour) {
  const std::int64_t hour = 3'600'000;
  const std::int64_t now = kNow.time_since_epoch().count();
  std::vector<ScaleInCandidate> all{
      candidate("template", "a", now - hour + 1), candidate("configuration", "a", now - 10),
      candidate("older", "a", now - 10), candidate("nearer", "a", now - hour + 1)};
  all[1].has_configuration = true;
  all[2].source_age = 2;
  all[0].source_age = all[3].source_age = 1;
  all[0].lot = 2;
  all[3].lot = 1;
  EXPECT_EQ(choose_to_terminate(all, {"Default"}, 4, kNow),
            (Ids{"configuration", "older", "nearer", "template"}));
}

TEST(ScaleIn, follows_policies_one_after_the_other) {
  std::vector<ScaleInCandidate> all{candidate("new-old-template", "a", 9),
                                    candidate("old-old-template", "a", 1), candidate("oldest", "a", 0)};
  all[0].source_age = all[1].source_age = 5;
  EXPECT_EQ(choose_to_terminate(all, {"OldestLaunchTemplate", "OldestInstance"}, 1, kNow),
            Ids{"old-old-template"});
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
