/// Updates that others come between.
#include "sandbox/services/autoscaling/group_for_test.h"

namespace eni::sandbox::autoscaling_service {
namespace {

TEST_F(GroupTest, an_update_changes_what_it_names_only) {
  make_group(1);
  ec2().meanwhile = [this] {
    auto group = store<AutoScalingRepository>().find(1);
    group->document["DesiredCapacity"] = 3;
    group->document["SuspendedProcesses"] = json::array{json::object{{"ProcessName", "AZRebalance"}}};
    store<AutoScalingRepository>().update(*group);
  };
  on_group(
      "UpdateAutoScalingGroup",
      {{"MaxSize", 50}, {"LaunchTemplate", json::object{{"LaunchTemplateId", "lt-1"}, {"Version", "1"}}}});
  EXPECT_FALSE(ec2().meanwhile);
  const auto group = store<AutoScalingRepository>().find(1);
  EXPECT_EQ(integer_at(group->document, "DesiredCapacity"), 3);
  EXPECT_EQ(integer_at(group->document, "MaxSize"), 50);
  EXPECT_EQ(array_at(group->document, "SuspendedProcesses").size(), 1);
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
