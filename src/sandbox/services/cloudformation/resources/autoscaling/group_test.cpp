/// What a group asks for when it is made, changed and deleted; and how creations wait for signals.
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

TEST_F(Handlers, GroupIsEmptiedBeforeItGoes) {
  services.answer("autoscaling:DescribeAutoScalingGroups", R"({"AutoScalingGroups": [{"Instances": [{}]}]})");
  services.answer("autoscaling:DescribeAutoScalingGroups", R"({"AutoScalingGroups": [{"Instances": [{}]}]})");
  services.answer("autoscaling:DescribeAutoScalingGroups", R"({"AutoScalingGroups": [{"Instances": []}]})");
  services.answer("autoscaling:DescribeAutoScalingGroups", R"({"AutoScalingGroups": []})");
  ResourceCall group = call("{}", "g");
  ASSERT_TRUE(remove("AWS::AutoScaling::AutoScalingGroup", group));
  const std::string read = R"(autoscaling:DescribeAutoScalingGroups {"AutoScalingGroupNames":["g"]})";
  const std::vector<std::string> expected{
      read,
      R"(autoscaling:UpdateAutoScalingGroup {"AutoScalingGroupName":"g","MinSize":0,"MaxSize":0,"DesiredCapacity":0})",
      read,
      read,
      R"(autoscaling:DeleteAutoScalingGroup {"AutoScalingGroupName":"g"})",
      read,
  };
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Handlers, GroupThatCannotLaunchSaysWhyInFull) {
  services.answer("autoscaling:DescribeAutoScalingGroups",
                  R"({"AutoScalingGroups": [{"DesiredCapacity": 1, "Instances": []}]})");
  services.answer("autoscaling:DescribeScalingActivities",
                  R"({"Activities": [{"StatusCode": "Failed", "StatusMessage": "no such image"}]})");
  ResourceCall group = call(R"({"MinSize": "1", "MaxSize": "1"})", "g");
  const auto outcome = create("AWS::AutoScaling::AutoScalingGroup", group);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error(),
            (ApiError{std::string(kReasonInFull),
                      "Group did not stabilize. Last scaling activity: no such image", 400}));
}

TEST_F(Handlers, SizesThatTheTemplateHasNotChangedAreLeftIfItSaysSo) {
  ResourceCall group = call(R"({"MinSize": "1", "MaxSize": "3", "DesiredCapacity": "1"})", "g",
                            R"({"MinSize": "1", "MaxSize": "2", "DesiredCapacity": "1"})");
  group.update_policy =
      parse_json(R"({"AutoScalingScheduledAction": {"IgnoreUnmodifiedGroupSizeProperties": "true"}})")
          ->as_object();
  (void)run(update_resource(*find_resource_type("AWS::AutoScaling::AutoScalingGroup"), group));
  EXPECT_EQ(services.calls.front(),
            R"(autoscaling:UpdateAutoScalingGroup {"AutoScalingGroupName":"g","MaxSize":3})");
}

/// How a creation with a policy ends, and the events of it.
struct Signalled {
  const char* type;
  const char* policy;
  std::vector<bool> signals;
  std::string error;
  std::vector<std::string> events;
};
const Signalled kSignalled[] = {
    {"AWS::EC2::Instance",
     R"({"ResourceSignal": {}})",
     {true},
     "",
     {"Received SUCCESS signal with UniqueId i-0"}},
    {"AWS::EC2::Instance",
     R"({"ResourceSignal": {"Timeout": "PT1M"}})",
     {},
     "Failed to receive 1 resource signal(s) within the specified duration",
     {}},
    {"AWS::EC2::Instance",
     R"({"ResourceSignal": {}})",
     {false},
     "Received FAILURE signal with UniqueId i-0",
     {"Received FAILURE signal with UniqueId i-0"}},
    {"AWS::AutoScaling::AutoScalingGroup",
     R"({"ResourceSignal": {"Count": "2"}})",
     {true, true},
     "",
     {"Received SUCCESS signal with UniqueId i-0", "Received SUCCESS signal with UniqueId i-1"}},
    {"AWS::AutoScaling::AutoScalingGroup",
     R"({"ResourceSignal": {"Timeout": "PT10M"}})",
     {},
     "Received 0 SUCCESS signal(s) out of 1.  Unable to satisfy 100% MinSuccessfulInstancesPercent "
     "requirement",
     {"Failed to receive 1 resource signal(s) for the current batch.  Each resource signal timeout is "
      "counted as a "
      "FAILURE."}},
    {"AWS::AutoScaling::AutoScalingGroup",
     R"({"ResourceSignal": {"Count": 1}})",
     {false},
     "Received 1 FAILURE signal(s) out of 1.  Unable to satisfy 100% MinSuccessfulInstancesPercent "
     "requirement",
     {"Received FAILURE signal with UniqueId i-0"}},
    {"AWS::AutoScaling::AutoScalingGroup",
     R"({"ResourceSignal": {"Count": 3}, "AutoScalingCreationPolicy": {"MinSuccessfulInstancesPercent": 66.6}})",
     {true, true},
     "",
     {"Received SUCCESS signal with UniqueId i-0", "Received SUCCESS signal with UniqueId i-1",
      "Failed to receive 1 resource signal(s) for the current batch.  Each resource signal timeout is "
      "counted as a "
      "FAILURE."}},
};

TEST_F(Handlers, CreationsWaitForTheSignalsOfTheirPolicy) {
  for (const Signalled& row : kSignalled) {
    step = {};
    for (int i = 0; i < 3; ++i) {
      services.answer("ec2:DescribeInstances",
                      R"({"reservationSet": [{"instancesSet": [{"instanceState": {"name": "running"}}]}]})");
      services.answer("autoscaling:DescribeAutoScalingGroups",
                      R"({"AutoScalingGroups": [{"DesiredCapacity": 0}]})");
    }
    for (const bool is_success : row.signals) step.send("i-" + std::to_string(step.sent.size()), is_success);
    ResourceCall resource = call("{}", "id");
    resource.creation_policy = parse_json(row.policy)->as_object();
    const auto outcome = create(row.type, resource);
    EXPECT_EQ(outcome ? "" : outcome.error().message, row.error) << row.policy;
    EXPECT_EQ(step.events, row.events) << row.policy;
    services.answers.clear();
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
