#include "function/handler.h"

#include <gtest/gtest.h>

#include "function/test_world.h"

namespace eni::function::test {
namespace {

using Calls = std::vector<std::string>;

std::string status(const World& world) { return as_text(world.answer().at("Status")); }
std::string reason(const World& world) { return text_at(world.answer(), "Reason"); }
std::string id(const World& world) { return as_text(world.answer().at("PhysicalResourceId")); }

TEST(Handler, CreateMakesTheSettingReadsItBackAndTellsAboutIt) {
  World world;
  ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
  EXPECT_EQ(world.calls,
            (Calls{"assume " + kRole, "list " + kRole, "put enabled " + kRole, "list " + kRole}));
  EXPECT_EQ(status(world), "SUCCESS");
  EXPECT_EQ(id(world), kId);
  const json::object expected{{"PrincipalArn", kRole},
                              {"Name", "awsvpcTrunking"},
                              {"Value", "enabled"},
                              {"PreviousValue", "disabled"},
                              {"Region", "eu-central-1"}};
  EXPECT_EQ(world.answer().at("Data"), expected);
}

TEST(Handler, TheSameEventTwiceGivesTheSameIdAndSetting) {
  World world;
  ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
  ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
  EXPECT_EQ(id(world), kId);
  EXPECT_EQ(world.settings.size(), 1U);
}

TEST(Handler, UpdateOfTheValueKeepsTheId) {
  World world;
  ASSERT_TRUE(
      world.run(event("Update", for_role(kRole, R"("Value":"disabled")"), kId, for_role(kRole))).has_value());
  EXPECT_EQ(id(world), kId);
  EXPECT_EQ(world.settings["eu-central-1 " + kRole], "disabled");
}

TEST(Handler, UpdateToAnotherRoleIsAReplacementAndLeavesTheOldOneToItsDelete) {
  World world;
  world.settings["eu-central-1 " + kRole] = "enabled";
  ASSERT_TRUE(world.run(event("Update", for_role(kOtherRole), kId, for_role(kRole))).has_value());
  EXPECT_EQ(id(world), kOtherId);
  EXPECT_EQ(world.settings.size(), 2U);
  ASSERT_TRUE(world.run(event("Delete", for_role(kRole), kId)).has_value());
  EXPECT_EQ(world.settings, (std::map<std::string, std::string>{{"eu-central-1 " + kOtherRole, "enabled"}}));
}

TEST(Handler, AFailedUpdateKeepsItsIdAndItsRollbackTakesTheNewRoleBack) {
  World world;
  world.settings["eu-central-1 " + kRole] = "enabled";
  world.fail(Exchange::kPut, Trouble::kRefused, 1);
  ASSERT_TRUE(world.run(event("Update", for_role(kOtherRole), kId, for_role(kRole))).has_value());
  EXPECT_EQ(status(world), "FAILED");
  EXPECT_EQ(id(world), kId);
  world.settings["eu-central-1 " + kOtherRole] = "enabled";
  ASSERT_TRUE(world.run(event("Update", for_role(kRole), kId, for_role(kOtherRole))).has_value());
  EXPECT_EQ(status(world), "SUCCESS");
  EXPECT_EQ(id(world), kId);
  EXPECT_EQ(world.settings, (std::map<std::string, std::string>{{"eu-central-1 " + kRole, "enabled"}}));
}

TEST(Handler, AListIsChangedInPlaceAndRolesThatLeftItAreTakenBack) {
  World world;
  ASSERT_TRUE(world.run(event("Create", for_roles({kRole, kOtherRole}))).has_value());
  const std::string list_id = id(world);
  ASSERT_TRUE(world.run(event("Update", for_roles({kOtherRole}), list_id, for_roles({kRole, kOtherRole})))
                  .has_value());
  EXPECT_EQ(id(world), list_id);
  EXPECT_EQ(world.settings, (std::map<std::string, std::string>{{"eu-central-1 " + kOtherRole, "enabled"}}));
  ASSERT_TRUE(world.run(event("Delete", for_roles({kOtherRole}), list_id)).has_value());
  EXPECT_TRUE(world.settings.empty());
}

struct DroppedRoleRow {
  const char* name;
  Trouble trouble;
  int times;
  bool is_taken_back;
};

TEST(Handler, RolesThatLeftAListAreTakenBackWithAPatienceOfTheirOwn) {
  const DroppedRoleRow rows[] = {
      {"denied for a moment", Trouble::kDenied, 3, true},
      {"throttled for a moment", Trouble::kThrottled, 3, true},
      {"denied for good", Trouble::kDenied, kForever, false},
      {"throttled for good", Trouble::kThrottled, kForever, false},
  };
  const std::string now = R"("PropagationTimeout":"30")";
  for (const DroppedRoleRow& row : rows) {
    World world;
    const std::string both = for_roles({kRole, kOtherRole}) + "," + now;
    ASSERT_TRUE(world.run(event("Create", both)).has_value());
    // Making the new properties uses up what may be waited for IAM, and most of what faults may take.
    world.fail(Exchange::kPut, Trouble::kHangs, 5);
    world.fail(Exchange::kRemove, row.trouble, row.times);
    const TimePoint began = world.waiter.now();
    ASSERT_TRUE(world.run(event("Update", for_roles({kOtherRole}) + "," + now, id(world), both)).has_value());
    EXPECT_EQ(world.settings.count("eu-central-1 " + kRole) == 0, row.is_taken_back) << row.name;
    EXPECT_LT(world.waiter.now() - began, Duration{165'000}) << row.name;
  }
}

TEST(Handler, FromOneRoleToAListWithItKeepsTheSettingThroughToTheDelete) {
  World world;
  ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
  ASSERT_TRUE(world.run(event("Update", for_roles({kRole, kOtherRole}), kId, for_role(kRole))).has_value());
  EXPECT_EQ(id(world), kId)
      << "a new id would have CloudFormation delete the old one, and the role's setting with it";
  EXPECT_EQ(world.settings.size(), 2U);
  ASSERT_TRUE(world.run(event("Delete", for_roles({kRole, kOtherRole}), kId)).has_value());
  EXPECT_TRUE(world.settings.empty());
}

struct DeleteRow {
  const char* name;
  std::string properties;
  std::string physical_id;
  std::optional<std::string> setting_afterwards;
};

TEST(Handler, DeleteUndoesWhatItsIdStandsForAndNothingElse) {
  const DeleteRow rows[] = {
      {"Unset by default", for_role(kRole), kId, std::nullopt},
      {"Disable", for_role(kRole, R"("OnDelete":"Disable")"), kId, "disabled"},
      {"Retain", for_role(kRole, R"("OnDelete":"Retain")"), kId, "enabled"},
      {"an id that CloudFormation invented", for_role(kRole), "trunks-Trunks-1ABCDEFGHIJKL", "enabled"},
      {"a log stream's name, as cfn-response answers", for_role(kRole),
       "2026/11/22/[$LATEST]0123456789abcdef", "enabled"},
      {"an id of another role", for_role(kRole), kOtherId, "enabled"},
      {"an id of another region", for_role(kRole, R"("Region":"eu-west-1")"), kId, "enabled"},
      {"properties that were refused at Create", R"("EC2Role":"ec2-role")", "eni-trunking:none:0123",
       "enabled"},
      {"properties of a later version", for_role(kRole, R"("Tomorrow":"1")"), kId, std::nullopt},
  };
  for (const DeleteRow& row : rows) {
    World world;
    world.settings["eu-central-1 " + kRole] = "enabled";
    ASSERT_TRUE(world.run(event("Delete", row.properties, row.physical_id)).has_value()) << row.name;
    EXPECT_EQ(status(world), "SUCCESS") << row.name;
    EXPECT_EQ(id(world), row.physical_id) << row.name;
    const auto left = world.settings.find("eu-central-1 " + kRole);
    EXPECT_EQ(left == world.settings.end() ? std::nullopt : std::optional{left->second},
              row.setting_afterwards)
        << row.name;
  }
}

TEST(Handler, DeleteOfARoleThatIsGoneSucceedsSoonAndSaysSo) {
  World world;
  world.fail(Exchange::kAssume, Trouble::kDenied);
  const TimePoint start = world.waiter.now();
  ASSERT_TRUE(world.run(event("Delete", for_role(kRole), kId)).has_value());
  EXPECT_EQ(status(world), "SUCCESS");
  EXPECT_EQ(reason(world), kRole + " is gone or cannot be assumed any more; its setting is left as it is");
  EXPECT_LE(world.waiter.now() - start, std::chrono::seconds{21});
}

TEST(Handler, DeleteOfManyRolesThatAreGoneSucceedsWithinLambdasTime) {
  std::vector<std::string> roles;
  for (int k = 0; k < 20; ++k) roles.push_back("arn:aws:iam::123456789012:role/r" + std::to_string(k));
  World world;
  ASSERT_TRUE(world.run(event("Create", for_roles(roles))).has_value());
  world.fail(Exchange::kAssume, Trouble::kDenied);
  const TimePoint start = world.waiter.now();
  ASSERT_TRUE(world.run(event("Delete", for_roles(roles), id(world))).has_value());
  EXPECT_EQ(status(world), "SUCCESS") << reason(world);
  EXPECT_LT(world.waiter.now() - start, std::chrono::seconds{30});
}

TEST(Handler, WhoseSettingWasPutIsTheRoleHoweverEcsNamesIt) {
  const std::pair<const char*, const char*> rows[] = {
      {"arn:aws:iam::123456789012:role/ec2-role", "SUCCESS"},
      {"arn:aws:sts::123456789012:assumed-role/ec2-role/eni-trunking", "SUCCESS"},
      {"arn:aws:sts::123456789012:assumed-role/other/ec2-role", "FAILED"},
      {"arn:aws:iam::123456789012:root", "FAILED"},
      {"arn:aws:iam::210987654321:role/ec2-role", "FAILED"},
      {"", "FAILED"},
  };
  for (const auto& [arn, expected] : rows) {
    World world;
    world.put_answers_for = arn;
    ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
    EXPECT_EQ(status(world), expected) << arn;
  }
}

TEST(Handler, DeleteOfARoleThatMayNotDeleteItsSettingSucceedsAndSaysSo) {
  World world;
  world.fail(Exchange::kRemove, Trouble::kDenied);
  ASSERT_TRUE(world.run(event("Delete", for_role(kRole), kId)).has_value());
  EXPECT_EQ(status(world), "SUCCESS");
  EXPECT_EQ(reason(world),
            kRole +
                " may not call ecs:DeleteAccountSetting; its setting is left as it is (User: x is not "
                "authorized to perform: y)");
}

TEST(Handler, DeleteThatAwsCannotServeFails) {
  World world;
  world.fail(Exchange::kRemove, Trouble::kBroken);
  ASSERT_TRUE(world.run(event("Delete", for_role(kRole), kId)).has_value());
  EXPECT_EQ(status(world), "FAILED");
  EXPECT_EQ(reason(world),
            "ecs:DeleteAccountSetting as " + kRole + " failed: ServerException: Service Unavailable");
}

TEST(Handler, AccessDeniedIsWaitedForAsLongAsPropagationTimeoutSaysAndReachesTheReason) {
  World world;
  world.fail(Exchange::kAssume, Trouble::kDenied);
  const TimePoint start = world.waiter.now();
  ASSERT_TRUE(world.run(event("Create", for_role(kRole, R"("PropagationTimeout":"40")"))).has_value());
  EXPECT_EQ(status(world), "FAILED");
  EXPECT_EQ(id(world), kId);
  EXPECT_EQ(reason(world),
            "sts:AssumeRole of " + kRole + " failed: AccessDenied: User: x is not authorized to perform: y");
  EXPECT_GT(world.waiter.now() - start, std::chrono::seconds{30});
  EXPECT_LT(world.waiter.now() - start, std::chrono::seconds{41});
}

TEST(Handler, WithoutPropagationTimeoutAccessDeniedIsFinal) {
  World world;
  world.fail(Exchange::kAssume, Trouble::kDenied);
  ASSERT_TRUE(world.run(event("Create", for_role(kRole, R"("PropagationTimeout":"0")"))).has_value());
  EXPECT_EQ(world.calls.size(), 1U);
}

TEST(Handler, ARefusalThatCannotPassIsNotTriedAgain) {
  World world;
  world.fail(Exchange::kPut, Trouble::kRefused);
  ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
  EXPECT_EQ(world.calls, (Calls{"assume " + kRole, "list " + kRole, "put enabled " + kRole}));
  EXPECT_EQ(reason(world), "ecs:PutAccountSetting as " + kRole +
                               " failed: InvalidParameterException: Invalid setting 'value'");
}

TEST(Handler, ARoleThatMayOnlyPutAsInThePublishedPatternSucceedsWithoutReadingBack) {
  World world;
  world.fail(Exchange::kList, Trouble::kDenied);
  ASSERT_TRUE(world.run(event("Create", for_role(kRole))).has_value());
  EXPECT_EQ(status(world), "SUCCESS");
  EXPECT_EQ(world.answer().at("Data").at("PreviousValue"), "unknown");
}

TEST(Handler, AnInvalidPropertyIsRefusedByNameWithAnIdOfItsOwn) {
  World world;
  ASSERT_TRUE(world.run(event("Create", for_role(kRole, R"("Regoin":"eu-central-1")"))).has_value());
  EXPECT_EQ(status(world), "FAILED");
  EXPECT_EQ(reason(world), "Unknown property Regoin; did you mean Region?");
  EXPECT_EQ(id(world).substr(0, 18), "eni-trunking:none:");
  EXPECT_TRUE(world.calls.empty());
}

TEST(Handler, AnEventThatCannotBeAnsweredIsAnInvocationError) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "The event is not valid JSON"},
      {"{\"RequestType\":", "The event is not valid JSON"},
      {"[]", "not a custom resource event: not a JSON object"},
      {"{}", "not a custom resource event: ResponseURL is missing or not a text"},
      {R"({"ResponseURL":"https://x/"})", "not a custom resource event: StackId is missing or not a text"},
  };
  for (const auto& [text, message] : rows) {
    World world;
    const auto outcome = world.run(text);
    ASSERT_TRUE(outcome.has_error()) << text;
    EXPECT_EQ(outcome.error().type, "CustomResource.InvalidEvent");
    EXPECT_EQ(outcome.error().message, message);
    EXPECT_TRUE(world.answers.empty());
  }
}

TEST(Handler, AnUnknownRequestTypeIsAnsweredFailed) {
  World world;
  ASSERT_TRUE(world.run(event("Refresh", for_role(kRole), kId)).has_value());
  EXPECT_EQ(status(world), "FAILED");
  EXPECT_EQ(id(world), kId);
  EXPECT_EQ(reason(world), "RequestType is neither Create, Update nor Delete: 'Refresh'");
}

TEST(Handler, AnAnswerThatIsRefusedForGoodIsAnInvocationErrorAfterOneAttempt) {
  World world;
  world.fail(Exchange::kAnswer, Trouble::kDenied);
  const auto outcome = world.run(event("Create", for_role(kRole)));
  ASSERT_TRUE(outcome.has_error());
  EXPECT_EQ(outcome.error().type, "CustomResource.AnswerNotDelivered");
  EXPECT_EQ(outcome.error().message, "the answer could not be delivered: HTTP status 403");
}

}  // namespace
}  // namespace eni::function::test
