#include "eni_trunking/fleet/failures.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

const FleetLines kLines{"eni-trunking fleet deploy --stack-set-name web", " --region eu-central-1"};
constexpr const char* kNoRole =
    "Account 111122223333 should have 'AWSCloudFormationStackSetExecutionRole' role with trust relationship "
    "to Role "
    "'AWSCloudFormationStackSetAdministrationRole'.";

const std::vector<OperationResult> kResults{
    {{"444455556666", "eu-central-1"}, "SUCCEEDED", ""},
    {{"111122223333", "us-east-1"}, "FAILED", kNoRole},
    {{"111122223333", "eu-central-1"}, "FAILED", kNoRole},
    {{"777788889999", "eu-central-1"}, "FAILED", "Quota\nreached"},
    {{"777788889999", "us-east-1"}, "CANCELLED", "Cancelled since failure tolerance has exceeded"},
};

TEST(FleetFailures, OneReasonIsOneFailureOfAnAccount) {
  const auto failures = failures_of(kResults);
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0].account, "111122223333");
  EXPECT_EQ(failures[0].regions, (std::vector<std::string>{"eu-central-1", "us-east-1"}));
  EXPECT_EQ(failures[1].account, "777788889999");
  EXPECT_EQ(failures[1].regions, std::vector<std::string>{"eu-central-1"})
      << "what was cancelled has not failed";
}

TEST(FleetFailures, InstancesThatAreNotCurrentAreFailures) {
  const auto failures = failures_of(std::vector<StackInstance>{
      {{"1", "r"}, "CURRENT", "SUCCEEDED", "", "id", "", ""},
      {{"2", "r"}, "OUTDATED", "FAILED", "why", "", "", ""},
      {{"3", "r"}, "INOPERABLE", "INOPERABLE", "", "id", "", ""},
  });
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0].reason, "why");
  EXPECT_EQ(failures[1].reason, "INOPERABLE");
}

TEST(FleetFailures, WhatWasCancelledIsToldTogetherAndWhatIsAwaitedNot) {
  const auto failures = failures_of(std::vector<StackInstance>{
      {{"1", "r"}, "OUTDATED", "CANCELLED", "Cancelled since failure tolerance has exceeded", "", "", ""},
      {{"2", "s"}, "OUTDATED", "CANCELLED", "Cancelled since failure tolerance has exceeded", "", "", ""},
      {{"3", "r"}, "OUTDATED", "PENDING", "User initiated operation", "", "", ""},
      {{"9", "r"}, "OUTDATED", "FAILED", "why", "", "", ""},
  });
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0].account, "9");
  EXPECT_EQ(failures[1].account, "2 accounts");
  EXPECT_EQ(failures[1].regions, (std::vector<std::string>{"r", "s"}));
}

TEST(FleetFailures, TheRoleThatIsMissingIsPrintedByItsName) {
  const Advice advice = advice_on(
      "Account 1 should have 'MyRole' role with trust relationship to Role "
      "'AWSCloudFormationStackSetAdministrationRole'.",
      kLines);
  EXPECT_EQ(advice.commands.front(),
            "eni-trunking fleet deploy --stack-set-name web --execution-role-name MyRole "
            "--print-execution-role > role.json");
}

TEST(FleetFailures, AreToldWithTheAdviceOnce) {
  EXPECT_EQ(
      failure_report(failures_of(kResults), kLines),
      "  111122223333 in eu-central-1, us-east-1\n"
      "    Account 111122223333 should have 'AWSCloudFormationStackSetExecutionRole'\n"
      "    role with trust relationship to Role\n"
      "    'AWSCloudFormationStackSetAdministrationRole'.\n"
      "  777788889999 in eu-central-1\n"
      "    Quota reached\n"
      "  Make the execution role in that account, the second line with its credentials;\n"
      "  where there is one of that name, let it trust this account instead. Then run\n"
      "  fleet deploy again:\n"
      "    eni-trunking fleet deploy --stack-set-name web --print-execution-role > role.json\n"
      "    aws cloudformation deploy --template-file role.json --stack-name execution-role --capabilities "
      "CAPABILITY_NAMED_IAM --region eu-central-1\n");
  EXPECT_EQ(failure_report({}, kLines), "");
}

TEST(FleetFailures, OfVeryManyOnlySomeAreTold) {
  std::vector<Failure> many(60, {"111122223333", {"r"}, "why"});
  const std::string text = failure_report(many, kLines, 2);
  EXPECT_EQ(text,
            "  111122223333 in r\n    why\n  111122223333 in r\n    why\n"
            "  and 58 more: eni-trunking fleet status names them\n");
}

TEST(FleetFailures, AdviceIsByTheReason) {
  const struct {
    const char* reason;
    const char* in_advice;
  } rows[] = {
      {kNoRole, "Make the execution role in that account"},
      {"User: arn:aws:sts::111122223333:assumed-role/MyRole/session is not authorized to perform: "
       "iam:CreateRole on "
       "resource: arn:aws:iam::111122223333:role/x",
       "MyRole may not do iam:CreateRole in that account: allow it that"},
      {"Received response status [FAILED] from custom resource. Message: User: "
       "arn:aws:sts::111122223333:assumed-role/hosts/i-1 is not authorized to perform: ecs:PutAccountSetting "
       "(Status)",
       "hosts may not do ecs:PutAccountSetting"},
      {"User: arn:aws:sts::1:assumed-role/stacksets-exec-0a1b/s is not authorized to perform: "
       "lambda:CreateFunction with an explicit deny",
       "a policy of the organization (an SCP) forbids it"},
      {"Cancelled since failure tolerance has exceeded", "--failure-tolerance"},
      {"/aws/lambda/x already exists", "of that name is there"},
  };
  for (const auto& row : rows)
    EXPECT_NE(advice_on(row.reason, kLines).text.find(row.in_advice), std::string::npos) << row.reason;
  for (const char* reason :
       {"something else", "AccessDenied", "User: somebody is not authorized to perform: x:Y"})
    EXPECT_EQ(advice_on(reason, kLines).text, "") << "the reason says what can be said";
}

}  // namespace
}  // namespace eni::command
