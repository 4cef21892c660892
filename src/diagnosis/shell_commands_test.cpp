#include "diagnosis/shell_commands.h"

#include <gtest/gtest.h>

namespace eni::diagnosis {
namespace {

Description in_frankfurt() {
  Description description;
  description.region = "eu-central-1";
  return description;
}

using Lines = std::vector<std::string>;

TEST(ShellCommands, WordsAreQuotedWhereTheShellWouldChangeThem) {
  EXPECT_EQ(shell_line({"aws", "arn:aws:iam::1:role/a+b=c,@d-e", "it's $HOME", "", "*"}),
            "aws arn:aws:iam::1:role/a+b=c,@d-e 'it'\\''s $HOME' '' '*'");
}

TEST(ShellCommands, IamHasNoRegion) {
  EXPECT_EQ(aws_line(in_frankfurt(), {"ecs", "list-clusters"}),
            "aws ecs list-clusters --region eu-central-1");
  EXPECT_EQ(aws_line(in_frankfurt(), {"iam", "list-roles"}), "aws iam list-roles");
}

TEST(ShellCommands, HostsAreDrainedUntilTheirTasksHaveEnded) {
  const ContainerInstance host{.id = "c", .instance_id = "i-3"};
  EXPECT_EQ(
      drain_hosts(in_frankfurt(), {.name = "web"}, {&host}),
      (Lines{
          "aws ecs update-container-instances-state --cluster web --status DRAINING "
          "--container-instances c --region eu-central-1",
          "for host in c; do until [ \"$(aws ecs list-tasks --cluster web --container-instance \"$host\" "
          "--query 'length(taskArns)' --output json --region eu-central-1)\" = 0 ]; do sleep 5; done; done",
          "for host in c; do until tasks=$(aws ecs list-tasks --cluster web --container-instance \"$host\" "
          "--desired-status STOPPED --query 'taskArns[]' --output text --region eu-central-1) && { [ -z "
          "\"$tasks\" ] || echo \"$tasks\" | xargs -n 100 aws ecs wait tasks-stopped --cluster web --region "
          "eu-central-1 --tasks; }; do sleep 5; done; done",
          "aws ec2 terminate-instances --instance-ids i-3 --region eu-central-1"}));
}

TEST(ShellCommands, HostsOfAGroupAreFoundInAClusterOfWhichOnlyTheNameIsKnown) {
  const Group group{.name = "hosts", .instances = {{"i-1", "InService", false}, {"i-2", "InService", true}}};
  const Lines lines = drain_hosts_of_group(in_frankfurt(), "my cluster", group);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0],
            "hosts=$(aws ecs list-container-instances --cluster 'my cluster' --filter 'ec2InstanceId in "
            "['\\''i-1'\\'', '\\''i-2'\\'']' --query 'containerInstanceArns[]' --output text --region "
            "eu-central-1)");
  EXPECT_EQ(
      lines[1],
      "echo \"$hosts\" | xargs -r -n 10 aws ecs update-container-instances-state --cluster 'my cluster' "
      "--status DRAINING --region eu-central-1 --container-instances");
  EXPECT_TRUE(lines[2].starts_with("for host in $(echo \"$hosts\"); do until ")) << lines[2];
  EXPECT_EQ(lines[4],
            "echo \"$hosts\" | xargs -r -n 100 aws ecs describe-container-instances --cluster 'my cluster' "
            "--query 'containerInstances[].ec2InstanceId' --output text --region eu-central-1 "
            "--container-instances | xargs -r aws ec2 terminate-instances --region eu-central-1 "
            "--instance-ids");
}

TEST(ShellCommands, FailedHostsAreDeregisteredAndTerminated) {
  const ContainerInstance host{.id = "a", .instance_id = "i-1"};
  EXPECT_EQ(
      remove_hosts(in_frankfurt(), {.name = "web"}, {&host}),
      (Lines{"aws ecs deregister-container-instance --cluster web --container-instance a --force --region "
             "eu-central-1",
             "aws ec2 terminate-instances --instance-ids i-1 --region eu-central-1"}));
}

TEST(ShellCommands, AreForTheProfileThatTheCallerNamed) {
  Description description = in_frankfurt();
  description.profile = "my work";
  EXPECT_EQ(aws_line(description, {"iam", "list-roles"}), "aws iam list-roles --profile 'my work'");
  description.endpoint_url = "http://127.0.0.1:4566";
  EXPECT_EQ(aws_line(description, {"iam", "list-roles"}),
            "aws iam list-roles --profile 'my work' --endpoint-url http://127.0.0.1:4566");
  description.endpoint_url.clear();
  EXPECT_EQ(aws_line_with_variables(description, "ec2 x \"$version\""),
            "aws ec2 x \"$version\" --region eu-central-1 --profile 'my work'");
}

struct VersionCase {
  const char* of_group;
  const char* last_line;
};

TEST(ShellCommands, AMixedInstancesPolicyIsNotReplacedByATemplate) {
  const Group mixed{.name = "hosts", .launch_template_version = "3", .has_mixed_policy = true};
  const Lines lines = change_launch_template(in_frankfurt(), mixed, {.id = "lt-1", .version = "3"}, "{}");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(
      lines[1],
      "policy=$(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names hosts --query "
      "\"AutoScalingGroups[0].MixedInstancesPolicy.{InstancesDistribution: InstancesDistribution, "
      "LaunchTemplate: LaunchTemplate.{LaunchTemplateSpecification: LaunchTemplateSpecification."
      "{LaunchTemplateId: LaunchTemplateId, Version: '$version'}, Overrides: Overrides}}\" --output json "
      "--region eu-central-1)");
  EXPECT_EQ(lines[2],
            "aws autoscaling update-auto-scaling-group --auto-scaling-group-name hosts "
            "--mixed-instances-policy \"$policy\" --region eu-central-1");
}

TEST(ShellCommands, TypesAreTakenOutOfAMixedInstancesPolicy) {
  const Group mixed{.name = "hosts", .has_mixed_policy = true};
  const Lines lines = drop_overrides(in_frankfurt(), mixed, {"t3.large", "t3.xlarge"});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_NE(
      lines[0].find("{LaunchTemplateId: LaunchTemplateId, Version: Version || `\"$Default\"`}, Overrides: "
                    "Overrides[?!contains(`[\"t3.large\",\"t3.xlarge\"]`, InstanceType)]}}'"),
      std::string::npos)
      << lines[0];
}

TEST(ShellCommands, NoCallNamesMoreThanItTakes) {
  const std::vector<std::string> ids{"a", "b", "c"};
  EXPECT_EQ(aws_lines(in_frankfurt(), {"x"}, ids, 2),
            (Lines{"aws x a b --region eu-central-1", "aws x c --region eu-central-1"}));
  EXPECT_EQ(aws_lines(in_frankfurt(), {"x"}, ids, 3), (Lines{"aws x a b c --region eu-central-1"}));
  EXPECT_EQ(aws_lines(in_frankfurt(), {"x"}, {}, 3), Lines{});
}

TEST(ShellCommands, AGroupLaunchesFromTheNewVersion) {
  const VersionCase kCases[] = {
      {"$Latest", nullptr},
      {"$Default",
       "aws ec2 modify-launch-template --launch-template-id lt-1 --default-version \"$version\" --region "
       "eu-central-1"},
      {"3",
       "aws autoscaling update-auto-scaling-group --auto-scaling-group-name hosts --launch-template "
       "\"LaunchTemplateId=lt-1,Version=$version\" --region eu-central-1"},
  };
  for (const VersionCase& one : kCases) {
    const Group group{.name = "hosts", .launch_template_id = "lt-1", .launch_template_version = one.of_group};
    const Lines lines = change_launch_template(in_frankfurt(), group, {.id = "lt-1", .version = "3"},
                                               R"({"InstanceType":"m5.large"})");
    EXPECT_EQ(lines.front(),
              "version=$(aws ec2 create-launch-template-version --launch-template-id lt-1 --source-version 3 "
              "--launch-template-data '{\"InstanceType\":\"m5.large\"}' --query "
              "LaunchTemplateVersion.VersionNumber "
              "--output text --region eu-central-1)");
    EXPECT_EQ(lines.size(), one.last_line ? 2u : 1u);
    if (one.last_line) {
      EXPECT_EQ(lines.back(), one.last_line);
    }
  }
}

}  // namespace
}  // namespace eni::diagnosis
