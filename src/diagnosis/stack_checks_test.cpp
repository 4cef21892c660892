#include <algorithm>
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
  host(description).agent_connected = true;
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
  ASSERT_EQ(commands.size(), 10u);
  EXPECT_EQ(commands[0],
            "aws ecs update-container-instances-state --cluster web --status DRAINING "
            "--container-instances ci-1 --region eu-central-1");
  EXPECT_TRUE(commands[1].starts_with("for host in ci-1; do until ")) << commands[1];
  EXPECT_TRUE(commands[2].starts_with("for host in ci-1; do until ")) << commands[2];
  EXPECT_EQ(
      commands[3],
      "if [ \"$(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names hosts --query "
      "'length(AutoScalingGroups[0].Instances[?!contains(`[\"i-1\"]`, InstanceId)])' --output json --region "
      "eu-central-1)\" = 0 ]; then aws autoscaling delete-auto-scaling-group --auto-scaling-group-name hosts "
      "--force-delete --region eu-central-1; else echo 'hosts has other instances by now, or could not be "
      "read, and is kept: stop here, and ask doctor again.' >&2; fi");
  EXPECT_EQ(
      commands[4],
      "until [ \"$(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names hosts --query "
      "'length(AutoScalingGroups)' --output json --region eu-central-1)\" = 0 ]; do sleep 5; done");
  EXPECT_EQ(
      commands[5],
      "until [ \"$(aws ecs list-container-instances --cluster web --filter 'ec2InstanceId in "
      "['\\''i-1'\\'']' --query 'length(containerInstanceArns)' --output json --region eu-central-1)\" = 0 "
      "]; do sleep 5; done");
  EXPECT_EQ(commands[6],
            "aws ecs put-cluster-capacity-providers --cluster web --capacity-providers '[]' "
            "--default-capacity-provider-strategy '[]' --region eu-central-1");
  EXPECT_EQ(commands[8], kDeleteStack);
  EXPECT_EQ(commands[9],
            "aws cloudformation wait stack-delete-complete --stack-name hosts --region eu-central-1");
}

TEST(StackChecks, AGroupWithoutInstancesWaitsForNoOtherHosts) {
  const std::vector<std::string> commands = finding_of_stack([](Description& d) {
                                              put_group_into_stack(d, "DELETE_FAILED", "Group", "Timed out");
                                              d.groups["hosts"].instances.clear();
                                            }).commands;
  ASSERT_EQ(commands.size(), 6u);
  EXPECT_TRUE(commands[0].starts_with("if ")) << commands[0];
  for (const std::string& command : commands)
    EXPECT_EQ(command.find("list-container-instances"), std::string::npos) << command;
}

/// Nothing of what they print may end a host, nor delete the stack, which ends them, too.
void expect_only_a_look(const std::string& name, const std::function<void(Description&)>& change,
                        const std::string& look) {
  Description description = healthy();
  change(description);
  const Findings findings = run(description);
  const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& one) {
    return one.check == "stack-not-deletable" && one.cluster == "web";
  });
  ASSERT_NE(found, findings.end()) << name;
  ASSERT_EQ(found->commands.size(), 1u) << name;
  EXPECT_TRUE(found->commands[0].starts_with("aws " + look)) << name << ": " << found->commands[0];
}

constexpr const char* kLookAtStack = "cloudformation describe-stack-events";

TEST(StackChecks, AGroupThatMayRunTasksIsLeftAlone) {
  const struct {
    const char* name;
    std::function<void(Description&)> change;
    const char* look;
  } kCases[] = {
      {"tasks, and EC2 shows no instances",
       [](Description& d) {
         host(d).running_tasks = 1;
         d.instances.clear();
       },
       "ecs list-tasks"},
      {"tasks of a service of launch type EC2",
       [](Description& d) {
         host(d).pending_tasks = 1;
         d.clusters[0].services->push_back({.name = "app", .launch_type = "EC2"});
       },
       "ecs list-tasks"},
      {"hosts of a cluster that is not described", [](Description& d) { d.hosts_elsewhere = {"i-1"}; },
       kLookAtStack},
      {"hosts of another cluster",
       [](Description& d) {
         d.clusters.push_back({.name = "other", .services = std::vector<Service>{}});
         d.clusters[1].hosts.swap(d.clusters[0].hosts);
         d.clusters[0].hosts.emplace();
       },
       kLookAtStack},
      {"hosts of another cluster could not be read",
       [](Description& d) { d.clusters.push_back({.name = "other", .services = std::vector<Service>{}}); },
       kLookAtStack},
      {"an instance that is no host", [](Description& d) { d.groups["hosts"].instances.push_back({"i-2"}); },
       kLookAtStack},
      {"a host that registers", [](Description& d) { host(d).status = "REGISTERING"; }, kLookAtStack},
      {"an agent that is not connected", [](Description& d) { host(d).agent_connected = false; },
       kLookAtStack},
      {"a group that somebody has kept",
       [](Description& d) { d.stacks[0].resources->at(1).status = "DELETE_SKIPPED"; }, kLookAtStack},
      {"another group of the stack",
       [](Description& d) {
         d.stacks[0].template_body += "  Other: {Type: AWS::AutoScaling::AutoScalingGroup}\n";
         d.stacks[0].resources->push_back(
             {"Other", "other", "AWS::AutoScaling::AutoScalingGroup", "CREATE_COMPLETE", ""});
       },
       kLookAtStack},
  };
  for (const char* failed : {"Cluster", "Provider"}) {
    for (const auto& one : kCases)
      expect_only_a_look(
          std::string(failed) + ", " + one.name,
          [&](Description& d) {
            put_group_into_stack(d, "DELETE_FAILED", failed);
            one.change(d);
          },
          one.look);
  }
}

TEST(StackChecks, AGroupWhoseTemplateDoesNotTellIsLeftAlone) {
  for (const char* body :
       {"Resources:\n  Group: {Type: AWS::AutoScaling::AutoScalingGroup, DeletionPolicy: Retain, Properties: "
        "{'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: 's3://b/k'}}}}\n",
        "Transform: Mine\nResources:\n  Group: {Type: AWS::AutoScaling::AutoScalingGroup}\n", "{",
        "Resources:\n  Another: {Type: AWS::AutoScaling::AutoScalingGroup}\n"})
    expect_only_a_look(
        body,
        [&](Description& d) {
          put_group_into_stack(d, "DELETE_FAILED");
          d.stacks[0].template_body = body;
        },
        kLookAtStack);
}

/// Whose properties cannot be evaluated here.
TEST(StackChecks, ATemplateThatKeepsItsGroupIsTakenAtItsWord) {
  for (const char* properties : {"{}\n    UpdatePolicy: {AutoScalingRollingUpdate: {MinInstancesInService: "
                                 "!Select [1, !Split [',', !ImportValue Sizes]]}}",
                                 "{VPCZoneIdentifier: [!Select [1, !Split [',', !ImportValue Subnets]]]}"}) {
    for (const char* policy : {"Retain", "RetainExceptOnCreate", "Delete"}) {
      const Finding finding = finding_of_stack([&](Description& d) {
        put_group_into_stack(d, "DELETE_FAILED");
        d.stacks[0].template_body = std::string(
                                        "Resources:\n  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n"
                                        "    DeletionPolicy: ") +
                                    policy + "\n    Properties: " + properties + "\n";
      });
      const bool is_kept = std::string_view(policy) != "Delete";
      EXPECT_EQ(finding.commands.size(), is_kept ? 4u : 10u) << policy << properties;
      for (const std::string& command : finding.commands)
        EXPECT_FALSE(is_kept && command.find("--force-delete") != std::string::npos) << command;
    }
  }
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

TEST(StackChecks, WhatKeptHostsAreInIsKept) {
  const Finding finding = finding_of_stack([](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED", "Cluster, Subnet", kClusterReason, "Retain");
    d.stacks[0].resources->at(3).reason =
        "The subnet 'subnet-1' has dependencies and cannot be deleted. (DependencyViolation)";
  });
  ASSERT_EQ(finding.commands.size(), 4u);
  EXPECT_NE(finding.commands[2].find(" --retain-resources Cluster Subnet "), std::string::npos)
      << finding.commands[2];
}

TEST(StackChecks, AClusterWithHostsOfNoGroupIsKept) {
  const Finding finding = finding_of_stack([](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED");
    ContainerInstance other = host(d);
    other.id = "ci-2";
    other.instance_id = "i-2";
    d.clusters[0].hosts->push_back(other);
    d.instances["i-2"] = d.instances["i-1"];
    d.instances["i-2"].group_name.clear();
  });
  ASSERT_EQ(finding.commands.size(), 10u);
  EXPECT_NE(finding.commands[8].find(" --retain-resources Cluster "), std::string::npos)
      << finding.commands[8];
}

TEST(StackChecks, ASubnetWithInstancesInItGoesWithThem) {
  const Finding finding = finding_of_stack([](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED", "Cluster, Subnet", kClusterReason);
    d.stacks[0].resources->at(3).reason =
        "The subnet 'subnet-1' has dependencies and cannot be deleted. (DependencyViolation)";
  });
  ASSERT_EQ(finding.commands.size(), 10u);
  EXPECT_EQ(finding.commands[8], kDeleteStack);
}

TEST(StackChecks, AnotherCauseLeavesTheGroupAlone) {
  for (const char* failed : {"Bucket", "Bucket, Cluster", ""}) {
    const Finding finding = finding_of_stack([&](Description& d) {
      put_group_into_stack(d, "DELETE_FAILED", failed);
      d.stacks[0].resources->at(4).reason = "The bucket you tried to delete is not empty";
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
            10u)
      << "The hosts end with the stack.";
  const Finding finding = finding_of_stack([&](Description& d) {
    put_group_into_stack(d, "DELETE_FAILED", "Provider", in_use);
    d.clusters[0].services->push_back({.name = "app"});
  });
  EXPECT_EQ(finding.commands,
            std::vector<std::string>{"aws ecs list-services --cluster web --region eu-central-1"});
}

Finding finding_of_provider(const std::function<void(Description&)>& change) {
  Description description = healthy();
  CapacityProvider& provider = put_behind_provider(description);
  provider.update_status = "DELETE_FAILED";
  description.clusters[0].default_strategy = {
      {"arn:aws:ecs:eu-central-1:123456789012:capacity-provider/hosts", 0, 1}, {"FARGATE", 0, 1}};
  change(description);
  for (const Finding& finding : run(description))
    if (finding.check == "provider-not-deletable") return finding;
  ADD_FAILURE() << "no finding";
  return {};
}

TEST(StackChecks, AProviderIsTakenFromItsClusterByNameAndArn) {
  EXPECT_EQ(
      finding_of_provider([](Description&) {}).commands.at(0),
      "aws ecs put-cluster-capacity-providers --cluster web --capacity-providers '[]' "
      "--default-capacity-provider-strategy '[{\"capacityProvider\":\"FARGATE\",\"base\":0,\"weight\":1}]' "
      "--region eu-central-1");
}

TEST(StackChecks, AProviderThatIsInUseIsNotTakenFromItsCluster) {
  const std::vector<std::string> services{"aws ecs list-services --cluster web --region eu-central-1"};
  const std::vector<std::string> tasks{"aws ecs list-tasks --cluster web --region eu-central-1"};
  EXPECT_EQ(finding_of_provider([](Description& d) {
              d.clusters[0].services->push_back({.name = "app"});
            }).commands,
            services);
  EXPECT_EQ(finding_of_provider([](Description& d) { d.clusters[0].services.reset(); }).commands, services);
  EXPECT_EQ(finding_of_provider([](Description& d) { host(d).running_tasks = 1; }).commands, tasks)
      << "of no service";
  EXPECT_EQ(finding_of_provider([](Description& d) { d.clusters[0].hosts.reset(); }).commands, tasks);
}

}  // namespace
}  // namespace eni::diagnosis
