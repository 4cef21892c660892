#include <gtest/gtest.h>

#include "diagnosis/cluster_for_test.h"
#include "diagnosis/stack_resources.h"

namespace eni::diagnosis {
namespace {

/// A stack with one launch template, whose YAML below `Data:` this is.
Stack with_user_data(const std::string& user_data) {
  return {"hosts",
          "Parameters:\n  Command: {Type: String, Default: none}\nResources:\n  Cluster: {Type: "
          "AWS::ECS::Cluster}\n"
          "  Template:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n"
          "        UserData: " +
              user_data + "\n"};
}

Stack with_command(const std::string& command) {
  return {"hosts",
          "Resources:\n  Template:\n    Type: AWS::EC2::LaunchTemplate\n    Metadata:\n"
          "      AWS::CloudFormation::Init:\n        configSets: {full: [signal]}\n        signal:\n         "
          " commands:\n"
          "            signal_cfn: {command: " +
              command + "}\n    Properties: {LaunchTemplateData: {}}\n"};
}

struct SignalCase {
  const char* name;
  Stack stack;
  const char* findings;
};

const SignalCase kSignals[] = {
    {"a command of its own", with_command("!Sub '/opt/aws/bin/cfn-signal -e $? --stack ${AWS::StackName}'"),
     "warning signal-always-succeeds"},
    {"a command joined of pieces",
     with_command("!Join [' ', [/opt/aws/bin/cfn-signal, -e, '$?', --stack, !Ref AWS::StackName]]"),
     "warning signal-always-succeeds"},
    {"a command of several words", with_command("[cfn-signal, -e, '$?']"), "warning signal-always-succeeds"},
    {"a command behind another", with_command("'check; cfn-signal -e $?'"), ""},
    {"user data with nothing before it",
     with_user_data("{'Fn::Base64': !Sub \"#!/bin/sh\\ncfn-signal -e $? --stack ${AWS::StackName}\\n\"}"),
     "warning signal-always-succeeds"},
    {"user data joined of lines",
     with_user_data(
         "{'Fn::Base64': !Join [\"\\n\", ['#!/bin/sh', !Sub 'cfn-init -s ${Cluster}', 'echo done', "
         "!Join [' ', [cfn-signal, -e, '$?', --resource, !Ref Cluster]]]]}"),
     "warning signal-always-succeeds"},
    {"user data with a line that goes on",
     with_user_data("{'Fn::Base64': \"#!/bin/sh\\necho done\\ncfn-signal \\\\\\n  -e $?\\n\"}"),
     "warning signal-always-succeeds"},
    {"user data whose command is in the background",
     with_user_data("{'Fn::Base64': \"#!/bin/sh\\ncfn-init &\\ncfn-signal -e $?\\n\"}"),
     "warning signal-always-succeeds"},
    {"user data with cfn-init before it",
     with_user_data("{'Fn::Base64': \"#!/bin/sh\\ncfn-init\\n\\n# tell\\ncfn-signal -e $?\\n\"}"), ""},
    {"user data with the command in the same line",
     with_user_data("{'Fn::Base64': \"#!/bin/sh\\ncfn-init; cfn-signal -e $?\\n\"}"), ""},
    {"a comment", with_user_data("{'Fn::Base64': \"#!/bin/sh\\n# cfn-signal -e $?\\n\"}"), ""},
    {"no template at all", {"hosts", "cfn-signal -e $?"}, ""},
};

TEST(StackChecks, FindSignalsThatAlwaysSaySuccess) {
  for (const SignalCase& one : kSignals)
    expect_findings({one.name, [&](Description& d) { d.stacks = {one.stack}; }, one.findings});
}

TEST(StackChecks, ReadUserDataWithTheStacksParameters) {
  Stack stack = with_user_data("{'Fn::Base64': !Sub \"#!/bin/sh\\n${Command}\\ncfn-signal -e $?\\n\"}");
  stack.parameters = {{"Command", "echo ready"}};
  expect_findings({"a parameter that cannot fail", [&](Description& d) { d.stacks = {stack}; },
                   "warning signal-always-succeeds"});
  stack.parameters = {{"Command", "cfn-init"}};
  expect_findings({"a parameter that can", [&](Description& d) { d.stacks = {stack}; }, ""});
}

Stack failed_stack(const std::string& name, const std::string& status, const std::string& properties) {
  return {name,
          "Resources:\n  Provider: {Type: AWS::ECS::CapacityProvider, Properties: " + properties + "}\n",
          {},
          status,
          "The following resource(s) failed to create: [Provider]."};
}

TEST(StackChecks, FindReservedNamesOfCapacityProviders) {
  const struct {
    const char* name;
    Stack stack;
    const char* findings;
  } kCases[] = {
      {"of the stack", failed_stack("Ecs-demo", "ROLLBACK_COMPLETE", "{}"), "warning provider-name-reserved"},
      {"its own", failed_stack("aws-demo", "ROLLBACK_COMPLETE", "{Name: fargate-like}"),
       "warning provider-name-reserved"},
      {"another of its own", failed_stack("aws-demo", "ROLLBACK_COMPLETE", "{Name: hosts}"), ""},
      {"of a stack that was created", failed_stack("ecs-demo", "CREATE_COMPLETE", "{}"), ""},
  };
  for (const auto& one : kCases)
    expect_findings({one.name, [&](Description& d) { d.stacks = {one.stack}; }, one.findings});
}

constexpr const char* kClusterReason = "The Cluster cannot be deleted while Container Instances are active.";

/// The stack "hosts", which made the group and its provider. @param failed  the resource that could not be deleted, and why
void put_group_into_stack(Description& description, const char* status, const std::string& failed = "Cluster",
                          const std::string& reason = kClusterReason, const char* policy = "Delete") {
  put_behind_provider(description);
  description.groups["hosts"].stack_name = "hosts";
  description.groups["hosts"].instances = {{"i-1", "InService", true}};
  description.clusters[0].default_strategy = {{"hosts", 0, 1}};
  Stack stack{
      "hosts",
      std::string("Resources:\n  Group: {Type: AWS::AutoScaling::AutoScalingGroup, DeletionPolicy: ") +
          policy + "}\n",
      {},
      status,
      "The following resource(s) failed to delete: [" + failed + "]."};
  stack.resources = {{"Cluster", "web", "AWS::ECS::Cluster", "CREATE_COMPLETE", ""},
                     {"Group", "hosts", "AWS::AutoScaling::AutoScalingGroup", "CREATE_COMPLETE", ""},
                     {"Provider", "hosts", "AWS::ECS::CapacityProvider", "CREATE_COMPLETE", ""},
                     {"Subnet", "subnet-1", "AWS::EC2::Subnet", "CREATE_COMPLETE", ""},
                     {"Bucket", "logs", "AWS::S3::Bucket", "CREATE_COMPLETE", ""}};
  for (StackResourceStatus& one : *stack.resources) {
    if (failed.find(one.logical_id) == std::string::npos) continue;
    one.status = "DELETE_FAILED";
    one.reason = reason;
  }
  description.stacks = {stack};
}

Finding finding_of_stack(const std::function<void(Description&)>& change) {
  Description description = healthy();
  change(description);
  const Findings findings = run(description);
  EXPECT_EQ(summary(findings), "warning stack-not-deletable");
  return findings.empty() ? Finding{} : findings.front();
}

constexpr const char* kDeleteStack =
    "aws cloudformation delete-stack --stack-name hosts --region eu-central-1";

TEST(StackChecks, AStackThatCouldNotBeDeletedIsDeletedInOrder) {
  expect_findings(
      {"a stack that is there", [](Description& d) { put_group_into_stack(d, "CREATE_COMPLETE"); }, ""});
  const std::vector<std::string> commands =
      finding_of_stack([](Description& d) { put_group_into_stack(d, "DELETE_FAILED"); }).commands;
  ASSERT_EQ(commands.size(), 6u);
  EXPECT_EQ(
      commands[0],
      "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name hosts --force-delete --region "
      "eu-central-1");
  EXPECT_EQ(
      commands[1],
      "until [ \"$(aws ecs list-container-instances --cluster web --filter 'ec2InstanceId in "
      "['\\''i-1'\\'']' --query 'length(containerInstanceArns)' --output json --region eu-central-1)\" = 0 "
      "]; do sleep 5; done");
  EXPECT_EQ(commands[2],
            "aws ecs put-cluster-capacity-providers --cluster web --capacity-providers '[]' "
            "--default-capacity-provider-strategy '[]' --region eu-central-1");
  EXPECT_EQ(commands[4], kDeleteStack);
  EXPECT_EQ(commands[5],
            "aws cloudformation wait stack-delete-complete --stack-name hosts --region eu-central-1");
}

TEST(StackChecks, AGroupWhoseHostsRunTasksIsNotDeleted) {
  const Finding finding = finding_of_stack([](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED");
    host(d).running_tasks = 3;
  });
  EXPECT_EQ(finding.commands,
            std::vector<std::string>{"aws ecs list-tasks --cluster web --region eu-central-1"});
  EXPECT_NE(finding.why.find("tasks run on them: 3"), std::string::npos) << finding.why;
}

TEST(StackChecks, AGroupThatTheTemplateKeepsIsKeptWithItsCluster) {
  const Finding finding = finding_of_stack(
      [](Description& d) { put_group_into_stack(d, "DELETE_FAILED", "Cluster", kClusterReason, "Retain"); });
  ASSERT_EQ(finding.commands.size(), 4u);
  EXPECT_EQ(finding.commands[2],
            "aws cloudformation delete-stack --stack-name hosts --retain-resources Cluster --region "
            "eu-central-1");
}

TEST(StackChecks, ASubnetWithInstancesInItGoesWithThem) {
  const Finding finding = finding_of_stack([](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED", "Cluster, Subnet", kClusterReason);
    d.stacks[0].resources->at(3).reason =
        "The subnet 'subnet-1' has dependencies and cannot be deleted. (DependencyViolation)";
  });
  EXPECT_TRUE(finding.commands[0].starts_with("aws autoscaling delete-auto-scaling-group"));
}

TEST(StackChecks, AnotherCauseLeavesTheGroupAlone) {
  for (const char* failed : {"Bucket", "Bucket, Cluster", ""}) {
    const Finding finding = finding_of_stack([&](Description& d) {
      put_group_into_stack(d, "DELETE_FAILED", failed, "The bucket you tried to delete is not empty");
    });
    ASSERT_EQ(finding.commands.size(), 1u) << failed;
    EXPECT_TRUE(finding.commands[0].starts_with("aws cloudformation describe-stack-events")) << failed;
  }
}

TEST(StackChecks, AProviderThatServicesUseStays) {
  const auto in_use = "The specified capacity provider is in use and cannot be removed.";
  EXPECT_EQ(finding_of_stack([&](Description& d) {
              put_group_into_stack(d, "DELETE_FAILED", "Provider", in_use);
            }).commands.size(),
            4u);
  const Finding finding = finding_of_stack([&](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED", "Provider", in_use);
    d.clusters[0].services->push_back({.name = "app"});
  });
  EXPECT_EQ(finding.commands,
            std::vector<std::string>{"aws ecs list-services --cluster web --region eu-central-1"});
}

}  // namespace
}  // namespace eni::diagnosis
