/// What policies make of a group whose launches fail.
#include "sandbox/services/autoscaling/policies/scale.h"

#include "sandbox/services/autoscaling/group_for_test.h"

namespace eni::sandbox::autoscaling_service {
namespace {

class ScaleTest : public GroupTest {
 protected:
  /// A minute of a capacity provider's alarm. @return  the desired capacity then
  std::int64_t scale_by_reservation(double reservation) {
    AutoScalingPart policy;
    policy.name = "ECSManagedAutoScalingPolicy";
    policy.document = {{"PolicyType", "TargetTrackingScaling"}};
    policy.document["TargetTrackingConfiguration"] = json::object{
        {"TargetValue", 100},
        {"CustomizedMetricSpecification", json::object{{"Namespace", "AWS/ECS/ManagedScaling"}}}};
    Trigger trigger;
    trigger.metric = reservation;
    trigger.threshold = 100;
    EXPECT_TRUE(scale(sandbox_.env, 1, policy, trigger).has_value());
    engine_of(sandbox_.env).consider(1);
    pass(std::chrono::minutes{1});
    const auto group = store<AutoScalingRepository>().find(1);
    return integer_at(group->document, "DesiredCapacity");
  }
};

TEST_F(ScaleTest, LaunchesThatFailDoNotRaiseTheCapacityFurther) {
  const ApiError none_left{"InsufficientInstanceCapacity", "We currently do not have sufficient capacity.",
                           500};
  ec2().failing_subnets = {{"subnet-a", none_left}, {"subnet-b", none_left}};
  make_group(0);
  EXPECT_EQ(scale_by_reservation(200), 2);
  EXPECT_EQ(scale_by_reservation(200), 2);
  EXPECT_EQ(scale_by_reservation(200), 2);
  EXPECT_EQ(states(), "");
}

/// Of ten that are wanted there are four; the reservation is of those.
TEST_F(ScaleTest, AReservationIsOfTheInstancesThatThereAre) {
  make_group(4);
  pass(std::chrono::minutes{10});
  const ApiError none_left{"InsufficientInstanceCapacity", "We currently do not have sufficient capacity.",
                           500};
  ec2().failing_subnets = {{"subnet-a", none_left}, {"subnet-b", none_left}};
  EXPECT_EQ(scale_by_reservation(250), 10);
  EXPECT_EQ(scale_by_reservation(250), 10);
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
