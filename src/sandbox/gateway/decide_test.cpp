#include "sandbox/gateway/decide.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/store/sts_repository.h"

namespace eni::sandbox {
namespace {

constexpr const char* kAccount = "000000000000";

std::string document(const std::string& statement) {
  return R"({"Version": "2012-10-17", "Statement": [)" + statement + "]}";
}
std::string allow(const std::string& action, const std::string& condition = "{}") {
  return document(R"({"Effect": "Allow", "Action": ")" + action + R"(", "Resource": "*", "Condition": )" +
                  condition + "}");
}

class DecideTest : public testing::Test {
 protected:
  DecideTest() {
    role_.account = kAccount;
    role_.name = "r";
    role_.unique_id = "AROAR";
    role_.arn = "arn:aws:iam::000000000000:role/r";
    role_ = iam().insert(role_);
    iam().put_tag(role_.unique_id, "team", "red");
    session_.type = PrincipalType::kAssumedRole;
    session_.account = aws::AccountId{kAccount};
    session_.arn = "arn:aws:sts::000000000000:assumed-role/r/s";
    session_.identity_arn = role_.arn;
    session_.user_id = "AROAR:s";
    session_.access_key_id = "ASIAS";
  }

  Store& store() { return sandbox_.env.store; }
  IamRepository& iam() { return store().get<IamRepository>(); }
  void publish() {
    publish_identity(store(), role_, {sandbox_.scheduler.now(), sandbox_.settings.iam_propagation});
  }
  void give(const std::string& policy) {
    iam().put_inline(role_.id, "p", policy);
    publish();
  }
  RequestContext request() { return {aws::Region{"eu-central-1"}, "127.0.0.1", sandbox_.scheduler.now()}; }
  aws::ApiResult<void> ask(const std::string& action, const Access& access = {}) {
    return authorize(sandbox_.env, session_, action, access, request());
  }
  bool may(const std::string& action, const Access& access = {}) { return ask(action, access).has_value(); }

  TestSandbox sandbox_{{}};
  IamIdentity role_;
  Principal session_;
};

TEST_F(DecideTest, RefusesInTheWordsOfAws) {
  publish();
  const auto denied = ask("ecs:PutAccountSetting");
  ASSERT_TRUE(denied.has_error());
  EXPECT_EQ(
      denied.error(),
      aws::access_denied("User: arn:aws:sts::000000000000:assumed-role/r/s is not authorized to perform: "
                         "ecs:PutAccountSetting on resource: * because no identity-based policy allows the "
                         "ecs:PutAccountSetting action"));
}

TEST_F(DecideTest, SeesAChangeAfterThePropagationDelayOnly) {
  sandbox_.settings.iam_propagation = std::chrono::seconds{12};
  give(allow("ecs:*"));
  EXPECT_FALSE(may("ecs:PutAccountSetting"));
  sandbox_.scheduler.advance(std::chrono::seconds{11});
  EXPECT_FALSE(may("ecs:PutAccountSetting"));
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  EXPECT_TRUE(may("ecs:PutAccountSetting"));
  give(allow("ec2:*"));
  EXPECT_TRUE(may("ecs:PutAccountSetting"));
  sandbox_.scheduler.advance(std::chrono::seconds{12});
  EXPECT_FALSE(may("ecs:PutAccountSetting"));
}

TEST_F(DecideTest, ASessionHasNothingOfANewRoleOfTheSameName) {
  give(allow("*"));
  EXPECT_TRUE(may("ecs:ListClusters"));
  session_.user_id = "AROAOLD:s";
  EXPECT_FALSE(may("ecs:ListClusters"));
}

TEST_F(DecideTest, WhatATransactionUndoesIsNotRemembered) {
  publish();
  {
    sqlite::Transaction undone{store().database()};
    give(allow("*"));
    EXPECT_TRUE(may("ecs:ListClusters"));
  }
  EXPECT_FALSE(may("ecs:ListClusters"));
}

TEST_F(DecideTest, AResourceOfAnotherAccountNeedsItsOwnWord) {
  give(allow("*"));
  Access access;
  access.resources = {"arn:aws:lambda:eu-central-1:111122223333:function:f"};
  EXPECT_FALSE(may("lambda:InvokeFunction", access));
  access.resource_policy = document(
      R"({"Effect": "Allow", "Principal": {"AWS": "000000000000"}, "Action": "lambda:InvokeFunction", "Resource": "*"})");
  EXPECT_TRUE(may("lambda:InvokeFunction", access));
}

TEST_F(DecideTest, EveryResourceMustBeAllowed) {
  give(document(R"({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a"})"));
  EXPECT_TRUE(may("s3:ListBucket", {{"arn:aws:s3:::a"}, {}, {}}));
  EXPECT_FALSE(may("s3:ListBucket", {{"arn:aws:s3:::a", "arn:aws:s3:::b"}, {}, {}}));
}

TEST_F(DecideTest, RootIsStoppedByAResourcePolicyOnly) {
  session_ = Principal::root(aws::AccountId{kAccount});
  EXPECT_TRUE(may("s3:GetObject", {{"arn:aws:s3:::a/b"}, {}, {}}));
  const std::string deny =
      document(R"({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"})");
  EXPECT_FALSE(may("s3:GetObject", {{"arn:aws:s3:::a/b"}, {}, deny}));
}

TEST_F(DecideTest, NamingAnAccountIsNotBelongingToIt) {
  session_ = Principal::root(aws::AccountId{kAccount});
  Access access;
  access.resources = {"arn:aws:s3:::templates-000000000000/key"};
  access.resource_account = "111122223333";
  EXPECT_FALSE(may("s3:GetObject", access));
  access = {};
  access.resources = {"arn:aws:lambda:eu-central-1:111122223333:function:of-000000000000"};
  EXPECT_FALSE(may("lambda:InvokeFunction", access));
}

struct KeyRow {
  const char* condition;
  bool holds;
};

constexpr KeyRow kKeyRows[] = {
    {R"({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::000000000000:role/r"}})", true},
    {R"({"StringEquals": {"aws:PrincipalAccount": "000000000000"}})", true},
    {R"({"StringEquals": {"aws:PrincipalType": "AssumedRole"}})", true},
    {R"({"StringLike": {"aws:userid": "AROAR:*"}})", true},
    {R"({"Null": {"aws:username": "true"}})", true},
    {R"({"StringEquals": {"aws:PrincipalTag/Team": "red"}})", true},
    {R"({"StringEquals": {"aws:PrincipalTag/stage": "test"}})", true},
    {R"({"StringEquals": {"aws:RequestedRegion": "eu-central-1"}})", true},
    {R"({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}})", true},
    {R"({"Bool": {"aws:SecureTransport": "true"}})", true},
    {R"({"Bool": {"aws:ViaAWSService": "false"}})", true},
    {R"({"Bool": {"aws:PrincipalIsAWSService": "false"}})", true},
    {R"({"Bool": {"aws:MultiFactorAuthPresent": "true"}})", false},
    {R"({"DateGreaterThan": {"aws:CurrentTime": "2015-08-30"}})", true},
    {R"({"NumericLessThan": {"aws:EpochTime": "1440938161"}})", true},
    {R"({"DateEquals": {"aws:TokenIssueTime": "2015-08-30T12:00:00Z"}})", true},
    {R"({"StringEquals": {"aws:SourceIdentity": "alice"}})", true},
    {R"({"StringEquals": {"ecs:account-setting": "awsvpcTrunking"}})", true},
    {R"({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}})", true},
    {R"({"ForAnyValue:StringEquals": {"aws:TagKeys": "c"}})", false},
    {R"({"Null": {"aws:CalledVia": "true"}})", true},
};

TEST_F(DecideTest, PoliciesSeeTheCircumstancesOfACall) {
  session_.session_tags = {{"stage", "test"}};
  store().get<StsRepository>().insert(
      {"ASIAS", "", "", "{}", 1'440'936'000'000, 1'540'936'000'000, "alice", "[]"});
  const Access access{
      {"*"}, {{"ecs:account-setting", "awsvpcTrunking"}, {"aws:TagKeys", "a"}, {"aws:TagKeys", "b"}}, {}};
  for (const KeyRow& row : kKeyRows) {
    give(allow("*", row.condition));
    EXPECT_EQ(may("ecs:PutAccountSetting", access), row.holds) << row.condition;
  }
}

struct OwnerRow {
  const char* resource;
  const char* resource_account;  ///< where the ARN does not name it
  const char* owner;             ///< aws:ResourceAccount
};

constexpr OwnerRow kOwnerRows[] = {
    {"arn:aws:ecs:eu-central-1:000000000000:cluster/c", "", kAccount},
    {"arn:aws:iam::000000000000:role/x", "", kAccount},
    {"arn:aws:s3:::bucket/key", kAccount, kAccount},
    // IAM User Guide: "always included in the request context for most service actions"; those without a resource are not among
    // the exceptions it lists.
    {"*", "", kAccount},
    {"arn:aws:ec2:eu-central-1::image/ami-1", "", nullptr},
    {"arn:aws:iam::aws:policy/ReadOnlyAccess", "", nullptr},
};

TEST_F(DecideTest, PoliciesSeeWhoseTheResourceIs) {
  for (const OwnerRow& row : kOwnerRows) {
    Access access;
    access.resources = {row.resource};
    access.resource_account = row.resource_account;
    give(allow("*", R"({"StringEquals": {"aws:ResourceAccount": "000000000000"}})"));
    EXPECT_EQ(may("x:Y", access), row.owner != nullptr) << row.resource;
    give(allow("*", R"({"Null": {"aws:ResourceAccount": "true"}})"));
    EXPECT_EQ(may("x:Y", access), row.owner == nullptr) << row.resource;
  }
}

TEST_F(DecideTest, AResourceOfAnotherAccountHasThatAccount) {
  give(allow("*", R"({"StringEquals": {"aws:ResourceAccount": "111122223333"}})"));
  Access access;
  access.resources = {"arn:aws:s3:::bucket/key"};
  access.resource_account = "111122223333";
  access.resource_policy = document(
      R"({"Effect": "Allow", "Principal": {"AWS": "000000000000"}, "Action": "*", "Resource": "*"})");
  EXPECT_TRUE(may("s3:GetObject", access));
}

TEST_F(DecideTest, DenyWithNotPrincipalNeverSparesWhoHasABoundary) {
  give(allow("*"));
  Access access;
  access.resources = {"arn:aws:s3:::b"};
  access.resource_account = kAccount;
  access.resource_policy = document(
      R"({"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:sts::000000000000:assumed-role/r/s", "arn:aws:iam::000000000000:role/r", "000000000000"]}, "Action": "*", "Resource": "*"})");
  EXPECT_TRUE(may("s3:ListBucket", access));
  role_.boundary = "arn:aws:iam::aws:policy/AdministratorAccess";
  iam().update(role_);
  publish();
  EXPECT_FALSE(may("s3:ListBucket", access));
}

TEST_F(DecideTest, PoliciesSeeThroughWhichServiceACallComes) {
  session_.called_via = {"cloudformation.amazonaws.com"};
  give(allow(
      "*",
      R"({"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}, "Bool": {"aws:ViaAWSService": "true"}, "StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}})"));
  EXPECT_TRUE(may("iam:CreateRole"));
  session_.called_via.clear();
  EXPECT_FALSE(may("iam:CreateRole"));
}

}  // namespace
}  // namespace eni::sandbox
