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

void put_group_into_stack(Description& description, const char* status) {
  put_behind_provider(description);
  description.groups["hosts"].stack_name = "hosts";
  description.clusters[0].default_strategy = {{"hosts", 0, 1}};
  description.stacks = {{"hosts", "", {}, status, "The following resource(s) failed to delete: [Cluster]."}};
}

TEST(StackChecks, AStackThatCouldNotBeDeletedIsDeletedInOrder) {
  expect_findings(
      {"a stack that is there", [](Description& d) { put_group_into_stack(d, "CREATE_COMPLETE"); }, ""});
  Description description = healthy();
  put_group_into_stack(description, "DELETE_FAILED");
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "warning stack-not-deletable");
  EXPECT_EQ(
      findings[0].commands,
      (std::vector<std::string>{
          "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name hosts --force-delete --region "
          "eu-central-1",
          "until [ \"$(aws ecs list-container-instances --cluster web --query "
          "'length(containerInstanceArns)' --output json --region eu-central-1)\" = 0 ]; do sleep 5; done",
          "aws ecs put-cluster-capacity-providers --cluster web --capacity-providers '[]' "
          "--default-capacity-provider-strategy '[]' --region eu-central-1",
          "aws cloudformation delete-stack --stack-name hosts --region eu-central-1",
          "aws cloudformation wait stack-delete-complete --stack-name hosts --region eu-central-1"}));
}

}  // namespace
}  // namespace eni::diagnosis
