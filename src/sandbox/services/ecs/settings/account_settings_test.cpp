/// Account settings by principal, Region and default, as JSON 1.1 conversations.
#include <gmock/gmock.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/services/ecs/settings/account_setting_names.h"

namespace eni::sandbox::ecs_service {
namespace {

const Service* const kServices[] = {&kService};
constexpr const char* kRoot = "arn:aws:iam::000000000000:root";
constexpr const char* kRole = "arn:aws:iam::000000000000:role/team/Host";

class AccountSettings : public testing::Test {
 protected:
  /// The reply's body, or "CODE: message".
  std::string say(std::string_view operation, json::object params,
                  Principal principal = Principal::root(aws::AccountId{"000000000000"})) {
    const auto reply = sandbox_.call("ecs", operation, std::move(params), std::move(principal));
    if (reply.has_error()) return reply.error().code + ": " + reply.error().message;
    return json::serialize(reply->value);
  }
  static std::string setting(std::string_view name, std::string_view value, std::string_view principal_arn) {
    return json::serialize(
        json::object{{"name", name}, {"value", value}, {"principalArn", principal_arn}, {"type", "user"}});
  }
  static std::string one(std::string_view name, std::string_view value, std::string_view principal_arn) {
    return R"({"setting":)" + setting(name, value, principal_arn) + "}";
  }
  static std::string listed(std::string_view value, std::string_view principal_arn) {
    return R"({"settings":[)" + setting("awsvpcTrunking", value, principal_arn) + "]}";
  }
  /// What ListAccountSettings says of awsvpcTrunking for a principal.
  std::string effective(std::string_view principal_arn) {
    return say("ListAccountSettings",
               {{"name", "awsvpcTrunking"}, {"effectiveSettings", true}, {"principalArn", principal_arn}});
  }
  /// IAM's say is the gateway's affair: a service principal passes it and is root to nobody.
  static Principal session_of_role() {
    Principal principal =
        Principal::service("arn:aws:sts::000000000000:assumed-role/Host/i-1", aws::AccountId{"000000000000"});
    principal.identity_arn = kRole;
    return principal;
  }

  TestSandbox sandbox_{kServices};
};

TEST_F(AccountSettings, RootSetsTheAccountsDefault) {
  EXPECT_EQ(say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "enabled"}}),
            one("awsvpcTrunking", "enabled", kRoot));
  EXPECT_EQ(effective(kRole), listed("enabled", kRole));
}

TEST_F(AccountSettings, OwnRecordWinsOverDefaultInBothDirections) {
  EXPECT_EQ(effective(kRole), listed("disabled", kRole));
  say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "enabled"}, {"principalArn", kRole}});
  EXPECT_EQ(effective(kRole), listed("enabled", kRole));
  EXPECT_EQ(effective(kRoot), listed("disabled", kRoot));
  say("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", "enabled"}});
  say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "disabled"}, {"principalArn", kRole}});
  EXPECT_EQ(effective(kRole), listed("disabled", kRole));
  EXPECT_EQ(effective(kRoot), listed("enabled", kRoot));
}

TEST_F(AccountSettings, DeleteFallsBackToTheDefault) {
  say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "enabled"}, {"principalArn", kRole}});
  EXPECT_EQ(say("DeleteAccountSetting", {{"name", "awsvpcTrunking"}, {"principalArn", kRole}}),
            one("awsvpcTrunking", "enabled", kRole));
  EXPECT_EQ(effective(kRole), listed("disabled", kRole));
  EXPECT_EQ(say("DeleteAccountSetting", {{"name", "awsvpcTrunking"}, {"principalArn", kRole}}),
            one("awsvpcTrunking", "disabled", kRole));
}

TEST_F(AccountSettings, SessionCountsAsItsRole) {
  EXPECT_EQ(say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "enabled"}}, session_of_role()),
            one("awsvpcTrunking", "enabled", kRole));
  EXPECT_EQ(
      say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "enabled"}, {"principalArn", kRole}},
          session_of_role()),
      one("awsvpcTrunking", "enabled", kRole));
}

TEST_F(AccountSettings, OthersSettingsAreRootsAlone) {
  const std::string other = "arn:aws:iam::000000000000:role/Other";
  for (const std::string_view operation :
       {"PutAccountSetting", "ListAccountSettings", "DeleteAccountSetting"}) {
    for (const std::string& principal : {other, std::string(kRoot)}) {
      EXPECT_EQ(
          say(operation, {{"name", "awsvpcTrunking"}, {"value", "enabled"}, {"principalArn", principal}},
              session_of_role()),
          "AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/Host/i-1 is not authorized to "
          "use "
          "the account settings of " +
              principal + ". You must be the root user or the principal");
    }
  }
  EXPECT_THAT(say("PutAccountSetting", {{"name", "awsvpcTrunking"},
                                        {"value", "enabled"},
                                        {"principalArn", "arn:aws:iam::111111111111:role/Host"}}),
              testing::StartsWith("AccessDeniedException"));
}

TEST_F(AccountSettings, AnybodyPermittedMaySetTheDefault) {
  EXPECT_EQ(
      say("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", "enabled"}}, session_of_role()),
      one("awsvpcTrunking", "enabled", kRoot));
}

TEST_F(AccountSettings, RegionsAndAccountsAreApart) {
  say("PutAccountSetting", {{"name", "awsvpcTrunking"}, {"value", "enabled"}});
  sandbox_.region = aws::Region{"us-east-1"};
  EXPECT_EQ(effective(kRoot), listed("disabled", kRoot));
  sandbox_.region = aws::Region{"eu-central-1"};
  EXPECT_EQ(say("ListAccountSettings", {}, Principal::root(aws::AccountId{"111111111111"})),
            R"({"settings":[]})");
}

TEST_F(AccountSettings, ListingWithoutEffectiveShowsOwnRecordsOnly) {
  say("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", "enabled"}});
  EXPECT_EQ(say("ListAccountSettings", {{"principalArn", kRole}}), R"({"settings":[]})");
  EXPECT_EQ(say("ListAccountSettings", {}), listed("enabled", kRoot));
  EXPECT_EQ(say("ListAccountSettings", {{"name", "awsvpcTrunking"}, {"value", "disabled"}}),
            R"({"settings":[]})");
}

TEST_F(AccountSettings, EffectiveListingComesInPages) {
  const auto first = sandbox_.call("ecs", "ListAccountSettings", {{"effectiveSettings", true}});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->value.at("settings").as_array().size(), 10U);
  const auto second =
      sandbox_.call("ecs", "ListAccountSettings",
                    {{"effectiveSettings", true}, {"nextToken", first->value.at("nextToken")}});
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->value.at("settings").as_array().size(), account_setting_names().size() - 10);
  EXPECT_FALSE(second->value.as_object().contains("nextToken"));
}

TEST_F(AccountSettings, BadInputIsNamed) {
  struct Case {
    const char* operation;
    json::object params;
    const char* error;
  };
  const Case cases[] = {
      {"PutAccountSetting", {{"value", "enabled"}}, "InvalidParameterException: name can not be blank."},
      {"PutAccountSetting",
       {{"name", "awsvpcTrunking"}},
       "InvalidParameterException: value can not be blank."},
      {"PutAccountSetting",
       {{"name", "awsvpcTrunking"}, {"value", "Enabled"}},
       "InvalidParameterException: Invalid setting 'value'"},
      {"PutAccountSetting",
       {{"name", "fargateTaskRetirementWaitPeriod"}, {"value", "8"}},
       "InvalidParameterException: Invalid setting 'value'"},
      {"PutAccountSettingDefault",
       {{"name", "guardDutyActivate"}, {"value", "on"}},
       "InvalidParameterException: The account setting guardDutyActivate is managed by AWS and cannot be "
       "changed"},
      {"DeleteAccountSetting",
       {{"name", "trunks"}},
       "InvalidParameterException: trunks should be one of "
       "[awsvpcTrunking,containerInsights,containerInstanceLongArnFormat,defaultLogDriverMode,dualStackIPv6,"
       "fargateEventWindows,fargateFIPSMode,fargateTaskRetirementWaitPeriod,guardDutyActivate,"
       "serviceLongArnFormat,"
       "tagResourceAuthorization,taskLongArnFormat]"},
      {"PutAccountSetting",
       {{"name", "awsvpcTrunking"}, {"value", "enabled"}, {"principalArn", "Host"}},
       "InvalidParameterException: Invalid principalArn: Host is not the ARN of a user, a role or the root "
       "user"},
      {"ListAccountSettings",
       {{"value", "enabled"}},
       "InvalidParameterException: You must specify an account setting name to use the parameter value"},
      {"ListAccountSettings",
       {{"maxResults", 11}},
       "InvalidParameterException: maxResults must be between 1 and 10"},
      {"ListAccountSettings", {{"nextToken", "x"}}, "InvalidParameterException: Invalid nextToken"},
      {"ListAccountSettings",
       {{"name", json::object{{"a", "b"}}}},
       "SerializationException: Start of structure or map found where not expected"},
      {"PutAccountSetting",
       {{"name", "awsvpcTrunking"}, {"value", "enabled"}, {"principalArn", json::array{"x"}}},
       "SerializationException: Start of list found where not expected"},
  };
  for (const Case& c : cases) EXPECT_EQ(say(c.operation, c.params), c.error);
}

TEST(AccountSettingNames, AreInOrderAndTakeTheirInitialValue) {
  std::string_view before;
  for (const auto& setting : account_setting_names()) {
    EXPECT_LT(before, setting.name);
    EXPECT_THAT(setting.values, testing::Contains(setting.initial)) << setting.name;
    before = setting.name;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
