#include "sandbox/services/events/ecs_target.h"

#include <gtest/gtest.h>

namespace eni::sandbox::events_service {
namespace {

const RuleFacts kRule{"arn:aws:events:eu-central-1:000000000000:rule/nightly-report-of-the-warehouse",
                      "nightly-report-of-the-warehouse"};

json::object params(std::string_view target, const std::string& input = "{}") {
  return run_task_params(parse_json(target)->as_object(), kRule, input);
}

TEST(EcsTarget, ATargetWithLittleRunsOneTask) {
  EXPECT_EQ(json::serialize(
                params(R"({"Id": "1", "Arn": "CLUSTER", "EcsParameters": {"TaskDefinitionArn": "TD"}})")),
            R"({"cluster":"CLUSTER","taskDefinition":"TD","count":1,)"
            R"("startedBy":"events-rule/nightly-report-of-the-wa"})");
}

TEST(EcsTarget, WhatTheTargetSaysIsWhatRunTaskIsTold) {
  const json::object told = params(R"({"Arn": "CLUSTER", "EcsParameters": {
      "TaskDefinitionArn": "TD", "TaskCount": 3, "LaunchType": "EC2", "Group": "g", "EnableECSManagedTags": true,
      "PropagateTags": "TASK_DEFINITION", "PlacementStrategy": [{"type": "random"}],
      "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["s"], "SecurityGroups": ["g"]}},
      "Tags": [{"Key": "a", "Value": "b"}]}})");
  EXPECT_EQ(told.at("count"), 3);
  EXPECT_EQ(told.at("launchType"), "EC2");
  EXPECT_EQ(told.at("group"), "g");
  EXPECT_EQ(told.at("enableECSManagedTags"), true);
  EXPECT_EQ(told.at("propagateTags"), "TASK_DEFINITION");
  EXPECT_EQ(json::serialize(told.at("placementStrategy")), R"([{"type":"random"}])");
  EXPECT_EQ(json::serialize(told.at("networkConfiguration")),
            R"({"awsvpcConfiguration":{"subnets":["s"],"securityGroups":["g"]}})");
  EXPECT_EQ(json::serialize(told.at("tags")), R"([{"key":"a","value":"b"}])");
}

TEST(EcsTarget, TheInputOverridesTheTask) {
  constexpr std::string_view kTarget = R"({"Arn": "CLUSTER", "EcsParameters": {"TaskDefinitionArn": "TD"}})";
  const json::object told =
      params(kTarget, R"({"containerOverrides": [{"name": "main"}], "memory": "64", "detail": {}})");
  EXPECT_EQ(json::serialize(told.at("overrides")),
            R"({"containerOverrides":[{"name":"main"}],"memory":"64"})");
  for (const std::string input : {R"({"source": "mine"})", R"("text")", "no JSON", "[]"})
    EXPECT_FALSE(params(kTarget, input).contains("overrides")) << input;
}

}  // namespace
}  // namespace eni::sandbox::events_service
