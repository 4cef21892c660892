/// The engine's sequences as literal lists of events, in virtual time.
#include "sandbox/services/cloudformation/engine/stack_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/engine/test_world.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kTwoGroups = R"({"Resources": {
  "First": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one"}},
  "Second": {"Type": "AWS::Logs::LogGroup", "DependsOn": "First", "Properties": {"LogGroupName": "two"}}}})";

std::string with_custom(const std::string& more = "", const std::string& logs_name = "one") {
  return R"({"Resources": {
    "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": ")" +
         logs_name + R"("}},
    "Thing": {"Type": "Custom::Thing", "DependsOn": "Group", "Properties": {
      "ServiceToken": "arn:aws:lambda:eu-central-1:000000000000:function:f", "Number": 14, "Flag": true)" +
         more + R"(}}},
    "Outputs": {"Size": {"Value": {"Fn::GetAtt": ["Thing", "Size"]}}}})";
}

TEST(StackEngine, CreatesInDependencyOrder) {
  World world;
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run();
  EXPECT_THAT(
      world.story(id),
      ElementsAre("test CREATE_IN_PROGRESS | User Initiated", "First CREATE_IN_PROGRESS",
                  "First CREATE_IN_PROGRESS | Resource creation Initiated", "First CREATE_COMPLETE",
                  "Second CREATE_IN_PROGRESS", "Second CREATE_IN_PROGRESS | Resource creation Initiated",
                  "Second CREATE_COMPLETE", "test CREATE_COMPLETE"));
}

TEST(StackEngine, CreatesInParallelWhatDoesNotDependOnEachOther) {
  World world;
  const std::string id = world.create(R"({"Resources": {
    "A": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "a"}},
    "B": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "b"}}}})");
  world.scheduler.run();
  const auto story = world.story(id);
  EXPECT_EQ(story[1], "A CREATE_IN_PROGRESS");
  EXPECT_EQ(story[2], "B CREATE_IN_PROGRESS");
}

TEST(StackEngine, AFailureRollsBackInReverseWithAwssWords) {
  World world;
  world.errors["logs:CreateLogGroup two"] =
      ApiError{"AccessDeniedException", "User: x is not authorized", 400};
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run();
  EXPECT_THAT(
      world.story(id),
      ElementsAre(
          "test CREATE_IN_PROGRESS | User Initiated", "First CREATE_IN_PROGRESS",
          "First CREATE_IN_PROGRESS | Resource creation Initiated", "First CREATE_COMPLETE",
          "Second CREATE_IN_PROGRESS",
          "Second CREATE_FAILED | Resource handler returned message: \"User: x is not authorized (Service: "
          "CloudWatchLogs, Status Code: 400, Request ID: *)\" (RequestToken: *, HandlerErrorCode: "
          "AccessDenied)",
          "test ROLLBACK_IN_PROGRESS | The following resource(s) failed to create: [Second]. Rollback "
          "requested "
          "by user.",
          "Second DELETE_COMPLETE", "First DELETE_IN_PROGRESS", "First DELETE_COMPLETE",
          "test ROLLBACK_COMPLETE"));
  EXPECT_THAT(world.things, IsEmpty());
}

constexpr const char* kSignallingHost = R"({"Resources": {"Host": {"Type": "AWS::EC2::Instance",
  "CreationPolicy": {"ResourceSignal": {"Timeout": "PT10M"}}, "Properties": {"ImageId": "ami-1"}}}})";

TEST(StackEngine, ACreationPolicyHoldsTheCreationUntilTheSignalComes) {
  World world;
  const std::string id = world.create(kSignallingHost);
  world.scheduler.run(60);
  EXPECT_EQ(world.status(id), "CREATE_IN_PROGRESS");
  CloudFormationSteps& steps = world.store->get<CloudFormationSteps>();
  steps.add_signal(id, "Host", "i-1", true);
  world.scheduler.run();
  EXPECT_THAT(world.story(id),
              ElementsAre("test CREATE_IN_PROGRESS | User Initiated", "Host CREATE_IN_PROGRESS",
                          "Host CREATE_IN_PROGRESS | Resource creation Initiated",
                          "Host CREATE_IN_PROGRESS | Received SUCCESS signal with UniqueId i-1",
                          "Host CREATE_COMPLETE", "test CREATE_COMPLETE"));
  EXPECT_THAT(steps.signals(id, "Host"), IsEmpty());
}

TEST(StackEngine, ACreationThatAKillInterruptsWaitsForItsOwnSignal) {
  World world;
  const std::string id = world.create(kSignallingHost);
  world.scheduler.run(60);
  world.store->get<CloudFormationSteps>().add_signal(id, "Host", "i-1", true);
  world.restart();
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(
      world.story(id),
      Contains("Host CREATE_FAILED | Failed to receive 1 resource signal(s) within the specified duration"));
  EXPECT_THAT(world.things, IsEmpty());
}

TEST(StackEngine, OnFailureDeletesOrDoesNothing) {
  for (const auto& [on_failure, status] : {std::pair{OnFailure::kDelete, "DELETE_COMPLETE"},
                                           std::pair{OnFailure::kDoNothing, "CREATE_FAILED"}}) {
    World world;
    world.errors["logs:CreateLogGroup two"] = ApiError{"LimitExceededException", "too many", 400};
    const std::string id = world.create(kTwoGroups, on_failure);
    world.scheduler.run();
    EXPECT_EQ(world.status(id), status);
    EXPECT_EQ(world.things.size(), on_failure == OnFailure::kDelete ? 0U : 1U);
  }
}

TEST(StackEngine, ThrottledCallsAreRepeated) {
  World world;
  world.errors["logs:CreateLogGroup one"] = ApiError{"ThrottlingException", "Rate exceeded", 400};
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run(12);
  world.errors.clear();
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "CREATE_COMPLETE");
}

TEST(StackEngine, AskesAFunctionWithPropertiesAsTextAndTakesItsData) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  ASSERT_EQ(world.events.size(), 1U);
  const json::object& event = world.events[0];
  EXPECT_EQ(event.at("RequestType"), "Create");
  EXPECT_FALSE(event.contains("PhysicalResourceId"));
  EXPECT_FALSE(event.contains("OldResourceProperties"));
  EXPECT_EQ(event.at("ResourceType"), "Custom::Thing");
  EXPECT_EQ(event.at("ResourceProperties").at("Number"), "14");
  EXPECT_EQ(event.at("ResourceProperties").at("Flag"), "true");
  EXPECT_EQ(event.at("ServiceToken"), event.at("ResourceProperties").at("ServiceToken"));
  EXPECT_EQ(world.status(id), "CREATE_COMPLETE");
  EXPECT_EQ(world.stack(id).outputs[0].at("OutputValue"), "14");
}

TEST(StackEngine, AnAnswerUrlWorksExactlyOnce) {
  World world;
  world.function = [](const json::object&) { return std::nullopt; };
  world.create(with_custom());
  while (world.events.empty()) ASSERT_TRUE(world.scheduler.step());
  const json::object event = world.events[0];
  const json::object body = success(event, "id");
  EXPECT_EQ(world.answer(event, body, "application/json"), 403);
  EXPECT_EQ(world.answer(event, body), 200);
  EXPECT_EQ(world.answer(event, body), 403);
}

TEST(StackEngine, AFailedCreateIsDeletedWithTheIdItGave) {
  World world;
  world.function = [](const json::object& event) -> std::optional<json::object> {
    if (event.at("RequestType") == "Create") return failure(event, "half-made", "no such luck");
    return success(event, as_text(event.at("PhysicalResourceId")));
  };
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(
      world.story(id),
      Contains(
          "Thing CREATE_FAILED | Received response status [FAILED] from custom resource. Message returned: "
          "no such luck (RequestId: *)"));
  ASSERT_EQ(world.events.size(), 2U);
  EXPECT_EQ(world.events[1].at("RequestType"), "Delete");
  EXPECT_EQ(world.events[1].at("PhysicalResourceId"), "half-made");
}

TEST(StackEngine, ASilentFunctionFailsAfterServiceTimeout) {
  World world;
  world.function = [](const json::object& event) -> std::optional<json::object> {
    if (event.at("RequestType") == "Create") return std::nullopt;
    return success(event, as_text(event.at("PhysicalResourceId")));
  };
  const TimePoint began = world.scheduler.now();
  const std::string id = world.create(with_custom(R"(, "ServiceTimeout": 60)"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_EQ(world.scheduler.now() - began, std::chrono::seconds{60});
  EXPECT_THAT(world.story(id), Contains(HasSubstr("CloudFormation did not receive a response")));
  EXPECT_EQ(world.events.back().at("RequestType"), "Delete");
}

TEST(StackEngine, ACancelledCreateIsDeletedWithAPlaceholder) {
  World world;
  world.function = [](const json::object& event) -> std::optional<json::object> {
    if (event.at("RequestType") == "Create") return std::nullopt;
    return success(event, as_text(event.at("PhysicalResourceId")));
  };
  world.errors["ssm:PutParameter late"] = ApiError{"AccessDeniedException", "no", 400};
  const std::string id = world.create(R"({"Resources": {
    "Thing": {"Type": "Custom::Thing", "Properties": {
      "ServiceToken": "arn:aws:lambda:eu-central-1:000000000000:function:f"}},
    "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one", "RetentionInDays": 7}},
    "Late": {"Type": "AWS::SSM::Parameter", "DependsOn": "Group",
             "Properties": {"Name": "late", "Type": "String", "Value": "1"}}}})");
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id), Contains("Thing CREATE_FAILED | Resource creation cancelled"));
  EXPECT_EQ(world.events.back().at("RequestType"), "Delete");
  EXPECT_THAT(as_text(world.events.back().at("PhysicalResourceId")), HasSubstr("test-Thing-"));
}

TEST(StackEngine, AFunctionThatCannotBeInvokedFailsAtOnceAndIsNotAskedToDelete) {
  World world;
  world.errors["lambda:Invoke arn:aws:lambda:eu-central-1:000000000000:function:f"] =
      ApiError{"ResourceNotFoundException", "Function not found", 404};
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id),
              Contains(HasSubstr("Thing CREATE_FAILED | Function not found (Service: Lambda")));
  EXPECT_THAT(world.events, IsEmpty());
}

TEST(StackEngine, TimeoutInMinutesRollsBack) {
  World world;
  world.function = [](const json::object& event) -> std::optional<json::object> {
    if (event.at("RequestType") == "Create") return std::nullopt;
    return success(event, as_text(event.at("PhysicalResourceId")));
  };
  const std::string id = world.create(with_custom(), OnFailure::kRollback, std::chrono::minutes{5});
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id), Contains(HasSubstr("Stack creation time exceeded the specified timeout. ")));
}

TEST(StackEngine, TimeoutInMinutesDoesNotInterruptTheRollback) {
  World world;
  world.function = [&world](const json::object& event) -> std::optional<json::object> {
    if (event.at("RequestType") == "Create") return failure(event, "id", "no");
    world.scheduler.call_at(world.scheduler.now() + std::chrono::minutes{10},
                            [&world, event] { world.answer(event, success(event, "id")); });
    return std::nullopt;
  };
  const std::string id = world.create(with_custom(), OnFailure::kRollback, std::chrono::minutes{5});
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id), Not(Contains(HasSubstr("exceeded the specified timeout"))));
}

TEST(StackEngine, UpdatesInPlaceAndTellsTheFunctionOldAndNew) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  world.update(id, with_custom(R"(, "More": "x")"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  const json::object& event = world.events.back();
  EXPECT_EQ(event.at("RequestType"), "Update");
  EXPECT_EQ(event.at("ResourceProperties").at("More"), "x");
  EXPECT_FALSE(event.at("OldResourceProperties").as_object().contains("More"));
}

TEST(StackEngine, AnotherPhysicalIdIsAReplacementAndTheOldOneIsDeletedInTheCleanup) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  world.function = [](const json::object& event) -> std::optional<json::object> {
    const bool is_update = event.at("RequestType") == "Update";
    return success(event, is_update ? "another" : as_text(event.at("PhysicalResourceId")), {{"Size", "15"}});
  };
  const std::string old_id = as_text(world.stack(id).outputs[0].at("OutputValue"));
  world.update(id, with_custom(R"(, "More": "x")"));
  world.scheduler.run();
  const auto story = world.story(id);
  EXPECT_THAT(
      std::vector<std::string>(story.begin() + 8, story.end()),
      ElementsAre(
          "test UPDATE_IN_PROGRESS | User Initiated", "Thing UPDATE_IN_PROGRESS",
          "Thing UPDATE_IN_PROGRESS | Requested update required the provider to create a new physical "
          "resource",
          "Thing UPDATE_COMPLETE", "test UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Thing DELETE_IN_PROGRESS",
          "Thing DELETE_COMPLETE", "test UPDATE_COMPLETE"));
  EXPECT_EQ(world.events.back().at("RequestType"), "Delete");
  EXPECT_EQ(world.stack(id).outputs[0].at("OutputValue"), "15");
}

TEST(StackEngine, AFailedUpdateIsUndoneByAnUpdateWithThePropertiesSwapped) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  world.function = [](const json::object& event) -> std::optional<json::object> {
    const std::string physical_id = as_text(event.at("PhysicalResourceId"));
    if (event.at("ResourceProperties").as_object().contains("More")) return failure(event, physical_id, "no");
    return success(event, physical_id);
  };
  world.update(id, with_custom(R"(, "More": "x")"));
  world.scheduler.run();
  const auto story = world.story(id);
  EXPECT_THAT(
      std::vector<std::string>(story.begin() + 8, story.end()),
      ElementsAre("test UPDATE_IN_PROGRESS | User Initiated", "Thing UPDATE_IN_PROGRESS",
                  "Thing UPDATE_FAILED | Received response status [FAILED] from custom resource. Message "
                  "returned: no (RequestId: *)",
                  "test UPDATE_ROLLBACK_IN_PROGRESS | The following resource(s) failed to update: [Thing]. ",
                  "Thing UPDATE_IN_PROGRESS", "Thing UPDATE_COMPLETE",
                  "test UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "test UPDATE_ROLLBACK_COMPLETE"));
  const json::object& event = world.events.back();
  EXPECT_EQ(event.at("OldResourceProperties").at("More"), "x");
  EXPECT_FALSE(event.at("ResourceProperties").as_object().contains("More"));
}

TEST(StackEngine, AFailedUpdateThatNamesAnotherIdIsAReplacementThatTheRollbackDeletes) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  const std::string old_id =
      world.store->get<CloudFormationResources>().find(id, "Thing")->current.physical_id;
  world.function = [](const json::object& event) -> std::optional<json::object> {
    if (event.at("RequestType") == "Update") return failure(event, "another", "no");
    return success(event, as_text(event.at("PhysicalResourceId")));
  };
  world.update(id, with_custom(R"(, "More": "x")"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_ROLLBACK_COMPLETE");
  ASSERT_EQ(world.events.size(), 3U);
  EXPECT_EQ(world.events.back().at("RequestType"), "Delete");
  EXPECT_EQ(world.events.back().at("PhysicalResourceId"), "another");
  EXPECT_EQ(world.store->get<CloudFormationResources>().find(id, "Thing")->current.physical_id, old_id);
}

TEST(StackEngine, AnUpdateIsNotSentForANumberThatBecameItsText) {
  World world;
  const std::string id = world.create(with_custom(R"(, "More": 5)"));
  world.scheduler.run();
  world.update(id, with_custom(R"(, "More": "5")"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  EXPECT_EQ(world.events.size(), 1U);
}

TEST(StackEngine, EventsOfAStackHaveTimesThatIncrease) {
  World world;
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run();
  world.remove(id);
  world.scheduler.run();
  const auto events = world.store->get<CloudFormationEvents>().newest(id, INT64_MAX, 100).events;
  ASSERT_GT(events.size(), 10U);
  for (std::size_t i = 1; i < events.size(); ++i) {
    EXPECT_GT(as_text(events[i - 1].at("Timestamp")), as_text(events[i].at("Timestamp")));
  }
}

TEST(StackEngine, AMissingExportFailsTheStackBeforeAnythingIsMade) {
  World world;
  const std::string id = world.create(R"({"Resources": {
    "First": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one"}},
    "Second": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::ImportValue": "nope"}}}}})");
  world.scheduler.run();
  const std::vector<std::string> expected{
      "test CREATE_IN_PROGRESS | User Initiated",
      "test ROLLBACK_IN_PROGRESS | No export named nope found. Rollback requested by user.",
      "test ROLLBACK_COMPLETE"};
  EXPECT_EQ(world.story(id), expected);
}

TEST(StackEngine, MetadataOfTheCdkDoesNothing) {
  World world;
  const std::string id = world.create(
      R"({"Resources": {"M": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:H4s"}}}})");
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "CREATE_COMPLETE");
  world.update(
      id, R"({"Resources": {"M": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:x"}}}})");
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  world.remove(id);
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "DELETE_COMPLETE");
  EXPECT_THAT(world.calls, IsEmpty());
}

TEST(StackEngine, ARefusedChangeOfTheServiceTokenIsUndoneWithoutAskingAnybody) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  world.update(id, replace_all(with_custom(), "function:f", "function:another"));
  world.scheduler.run();
  const auto story = world.story(id);
  EXPECT_THAT(
      std::vector<std::string>(story.begin() + 8, story.end()),
      ElementsAre("test UPDATE_IN_PROGRESS | User Initiated", "Thing UPDATE_IN_PROGRESS",
                  "Thing UPDATE_FAILED | Modifying service token is not allowed.",
                  "test UPDATE_ROLLBACK_IN_PROGRESS | The following resource(s) failed to update: [Thing]. ",
                  "Thing UPDATE_IN_PROGRESS", "Thing UPDATE_COMPLETE",
                  "test UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "test UPDATE_ROLLBACK_COMPLETE"));
  EXPECT_EQ(world.events.size(), 1U);
  world.update(id, with_custom(R"(, "More": "x")"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
}

TEST(StackEngine, ReplacesWhatCannotBeChangedAndCleansUp) {
  World world;
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  world.update(id, with_custom("", "renamed"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  EXPECT_THAT(world.story(id),
              Contains("Group UPDATE_IN_PROGRESS | Requested update requires the creation of a new "
                       "physical resource; hence creating one."));
  EXPECT_TRUE(world.things.contains("logs/renamed"));
  EXPECT_FALSE(world.things.contains("logs/one"));
}

TEST(StackEngine, RemovesWhatTheTemplateNoLongerHas) {
  World world;
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run();
  world.update(
      id,
      R"({"Resources": {"First": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one"}}}})");
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  EXPECT_THAT(world.things, ElementsAre("logs/one"));
}

TEST(StackEngine, AnUpdateThatFailsTakesBackWhatItAdded) {
  World world;
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run();
  world.errors["ssm:PutParameter p"] = ApiError{"AccessDeniedException", "no", 400};
  world.update(id, R"({"Resources": {
    "First": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one", "RetentionInDays": 7}},
    "Second": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "new"}},
    "P": {"Type": "AWS::SSM::Parameter", "DependsOn": ["First", "Second"],
          "Properties": {"Name": "p", "Type": "String", "Value": "1"}}}})");
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_THAT(world.things, ElementsAre("logs/one", "logs/two"));
  EXPECT_THAT(world.calls, Contains("logs:DeleteRetentionPolicy one"));
}

TEST(StackEngine, RetainedResourcesAreSkipped) {
  World world;
  const std::string id = world.create(R"({"Resources": {
    "Kept": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Retain", "Properties": {"LogGroupName": "kept"}},
    "Gone": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "gone"}}}})");
  world.scheduler.run();
  world.remove(id);
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "DELETE_COMPLETE");
  EXPECT_THAT(world.story(id), Contains("Kept DELETE_SKIPPED"));
  EXPECT_THAT(world.things, ElementsAre("logs/kept"));
}

TEST(StackEngine, AFailedDeletionKeepsWhatItNeedsAndSaysSo) {
  World world;
  const std::string id = world.create(kTwoGroups);
  world.scheduler.run();
  world.errors["logs:DeleteLogGroup two"] = ApiError{"AccessDeniedException", "no", 400};
  world.remove(id);
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "DELETE_FAILED");
  EXPECT_EQ(world.stack(id).status_reason, "The following resource(s) failed to delete: [Second]. ");
  EXPECT_THAT(world.calls, Not(Contains("logs:DeleteLogGroup one")));
}

struct PropertyRow {
  const char* resource;  ///< in YAML, from line 2 on
  const char* event;
};

TEST(StackEngine, PropertiesThatCannotBeAreRefusedInAwssWords) {
  const PropertyRow rows[] = {
      {"  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      Retention: 7\n",
       "G CREATE_FAILED | Encountered unsupported property Retention"},
      {"  G:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupClass: STANDARD, LogGroupName: [a]}\n",
       "G CREATE_FAILED | Value of property LogGroupName must be of type String"},
      {"  G:\n    Type: AWS::IAM::Role\n",
       "G CREATE_FAILED | Property AssumeRolePolicyDocument cannot be empty."},
  };
  for (const PropertyRow& row : rows) {
    World world;
    const std::string id = world.create("Resources:\n" + std::string(row.resource));
    world.scheduler.run();
    EXPECT_THAT(world.story(id), Contains(row.event));
  }
}

TEST(StackEngine, AnAttributeThatTheAnswerLacksFailsWithAwssWords) {
  World world;
  world.function = [](const json::object& event) -> std::optional<json::object> {
    return success(event, "id");
  };
  const std::string id = world.create(with_custom());
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id),
              Contains(HasSubstr("CustomResource attribute error: Vendor response doesn't contain Size "
                                 "attribute in object arn:aws:cloudformation:")));
}

TEST(StackEngine, ParametersOfAwssTypesNameWhatExists) {
  struct Row {
    ApiError answer;
    const char* reason;
  };
  const Row rows[] = {
      {{"InvalidSubnetID.NotFound", "no", 400},
       "Parameter validation failed: parameter value subnet-1 for parameter name Subnets does not exist. "},
      {{"InvalidSubnetId.Malformed", "no", 400},
       "Parameter validation failed: parameter value subnet-1 for parameter name Subnets does not exist. "},
      {{"UnauthorizedOperation", "You are not authorized.", 403},
       "You are not authorized. (Service: Ec2, Status Code: 403, Request ID: *). "},
  };
  for (const Row& row : rows) {
    World world;
    world.errors.emplace("ec2:DescribeSubnets ", row.answer);
    const std::string id = world.create(R"({
      "Parameters": {"Vpc": {"Type": "AWS::EC2::VPC::Id", "Default": "vpc-1"},
                     "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>", "Default": "subnet-1,subnet-2"}},
      "Resources": {"Group": {"Type": "AWS::Logs::LogGroup"}}})");
    world.scheduler.run();
    const std::vector<std::string> expected{
        "test CREATE_IN_PROGRESS | User Initiated",
        "test ROLLBACK_IN_PROGRESS | " + std::string(row.reason) + "Rollback requested by user.",
        "test ROLLBACK_COMPLETE",
    };
    EXPECT_EQ(world.story(id), expected);
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
