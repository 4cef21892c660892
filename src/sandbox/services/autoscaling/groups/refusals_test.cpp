/// What groups, policies and scheduled actions refuse, in AWS's words where they are known.
#include "sandbox/services/autoscaling/group_for_test.h"

namespace eni::sandbox::autoscaling_service {
namespace {

json::object parsed(std::string_view text) { return parse_json(text).value().as_object(); }

TEST_F(GroupTest, new_groups_that_do_not_fit_are_refused) {
  struct Case {
    const char* more;
    const char* error;
  };
  const Case cases[] = {
      {R"({"AutoScalingGroupName": "a:b"})", "Auto Scaling group name a:b must not contain a colon (:)."},
      {R"({"LaunchTemplate": {"LaunchTemplateId": "lt-1", "LaunchTemplateName": "web"}})",
       "Valid requests must contain either launchTemplateId or LaunchTemplateName"},
      {R"({"LaunchTemplate": {"Version": "1"}})",
       "Valid requests must contain either launchTemplateId or LaunchTemplateName"},
      {R"({"LaunchTemplate": null, "MixedInstancesPolicy": {"LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1"},
            "Overrides": [{"InstanceType": "c5.large"}, {"InstanceType": "c5.huge"}]}}})",
       "The following supplied instance types do not exist: [c5.huge]"},
      {R"({"VPCZoneIdentifier": null, "AvailabilityZones": ["eu-central-1a", "eu-central-1b"]})",
       "No default subnet for availability zone: 'eu-central-1a, eu-central-1b'."},
      {R"({"AvailabilityZones": ["eu-central-1a", "eu-central-1c"]})",
       "The availability zones of the specified subnets and the Auto Scaling group do not match"},
      {R"({"TargetGroupARNs": ["nonsense"]})",
       "Provided Target Groups may not be valid. Please ensure they exist and try again."},
  };
  for (const Case& c : cases) {
    json::object params = parsed(R"({"AutoScalingGroupName": "web", "MinSize": 0, "MaxSize": 1,
        "VPCZoneIdentifier": "subnet-a", "LaunchTemplate": {"LaunchTemplateId": "lt-1"}})");
    for (const auto& [name, value] : parsed(c.more)) {
      if (value.is_null()) {
        params.erase(name);
      } else {
        params[name] = value;
      }
    }
    const json::object reply = call("CreateAutoScalingGroup", std::move(params));
    EXPECT_EQ(text_at(reply, "error"), std::string("ValidationError: ") + c.error);
  }
}

TEST_F(GroupTest, a_group_that_is_going_is_left_alone) {
  make_group(1);
  ec2().refuses = true;  // to terminate the instance
  on_group("DeleteAutoScalingGroup", {{"ForceDelete", true}});
  EXPECT_EQ(text_at(on_group("UpdateAutoScalingGroup", {{"MaxSize", 2}}), "error"),
            "ValidationError: The AutoScaling group may not be modified while it is pending delete");
}

TEST_F(GroupTest, a_group_that_launches_is_not_deleted) {
  make_group(0);
  store<AutoScalingRepository>().put_part({0, 1, AutoScalingPartKind::kLaunch, "token", 0, {}});
  EXPECT_EQ(text_at(on_group("DeleteAutoScalingGroup"), "error"),
            "ScalingActivityInProgress: You cannot delete an AutoScalingGroup while there are scaling "
            "activities in progress for "
            "that group.");
}

TEST_F(GroupTest, changes_that_do_not_fit_are_refused) {
  make_group(0);
  struct Case {
    const char* operation;
    const char* params;
    const char* error;
  };
  const Case cases[] = {
      {"AttachLoadBalancerTargetGroups", R"({"TargetGroupARNs": ["arn:aws:elasticloadbalancing:x"]})",
       "Provided Target Groups may not be valid. Please ensure they exist and try again."},
      {"DetachLoadBalancerTargetGroups", R"({"TargetGroupARNs": ["arn:aws:elasticloadbalancing:x"]})",
       "Trying to remove Target Groups that are not part of the group"},
      {"PutScalingPolicy",
       R"({"PolicyName": "p", "PolicyType": "TargetTrackingScaling", "TargetTrackingConfiguration": {"TargetValue": 1,
           "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget"}}})",
       "Resource label should be specified for predefined metric type ALBRequestCountPerTarget"},
      {"PutScalingPolicy",
       R"({"PolicyName": "p", "PolicyType": "TargetTrackingScaling", "TargetTrackingConfiguration": {"TargetValue": 1,
           "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget",
                                             "ResourceLabel": "app/web"}}})",
       "Invalid resource label app/web for predefined metric type ALBRequestCountPerTarget"},
      {"PutScalingPolicy",
       R"({"PolicyName": "p", "PolicyType": "TargetTrackingScaling", "TargetTrackingConfiguration": {"TargetValue": 1,
           "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization",
                                             "ResourceLabel": "app/a/1/targetgroup/b/2"}}})",
       "Resource label should not be specified for predefined metric type ASGAverageCPUUtilization"},
      {"PutScheduledUpdateGroupAction",
       R"({"ScheduledActionName": "s", "Recurrence": "0 7 * * *", "MinSize": 2, "MaxSize": 1})",
       "Max size must be greater than or equal to min size"},
      {"PutScheduledUpdateGroupAction",
       R"({"ScheduledActionName": "s", "Recurrence": "0 7 * * *", "MinSize": 2, "DesiredCapacity": 1})",
       "Desired capacity must be greater than or equal to min size"},
      {"PutScheduledUpdateGroupAction",
       R"({"ScheduledActionName": "s", "Recurrence": "0 7 * * *", "MaxSize": 1, "DesiredCapacity": 2})",
       "Desired capacity must be less than or equal to max size"},
  };
  for (const Case& c : cases) {
    const json::object reply = on_group(c.operation, parsed(c.params));
    EXPECT_EQ(text_at(reply, "error"), std::string("ValidationError: ") + c.error);
  }
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
