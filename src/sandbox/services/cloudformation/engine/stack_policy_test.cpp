#include "sandbox/services/cloudformation/engine/stack_policy.h"

#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

constexpr const char* kProtected = R"({"Statement": [
  {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "LogicalResourceId/Db*"},
  {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*",
   "Condition": {"StringLike": {"ResourceType": ["AWS::IAM::*"]}}}]})";

TEST(StackPolicies, AStatementThatDeniesWins) {
  EXPECT_EQ(denial(kProtected, {"Update:Replace", "Db1", "AWS::S3::Bucket"}),
            "Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource "
            "[LogicalResourceId/Db1]");
  EXPECT_EQ(denial(kProtected, {"Update:Modify", "Db1", "AWS::S3::Bucket"}), std::nullopt);
  EXPECT_EQ(denial(kProtected, {"Update:Modify", "Role", "AWS::IAM::Role"}),
            "Action denied by stack policy: Statement [#3] does not allow [Update:Modify] for resource "
            "[LogicalResourceId/Role]");
}

TEST(StackPolicies, WhatNoStatementAllowsIsDenied) {
  const char* policy = R"({"Statement": {"Effect": "Allow", "NotAction": "Update:Delete", "Principal": "*",
                                         "NotResource": "LogicalResourceId/Kept"}})";
  EXPECT_EQ(denial(policy, {"Update:Modify", "Other", "T"}), std::nullopt);
  EXPECT_EQ(denial(policy, {"Update:Delete", "Other", "T"}),
            "Action denied by stack policy: No statement allows [Update:Delete] for resource "
            "[LogicalResourceId/Other]");
  EXPECT_NE(denial(policy, {"Update:Modify", "Kept", "T"}), std::nullopt);
}

TEST(StackPolicies, WithoutAPolicyEverythingMayChange) {
  EXPECT_EQ(denial("", {"Update:Delete", "A", "T"}), std::nullopt);
  EXPECT_EQ(denial("{}", {"Update:Delete", "A", "T"}), std::nullopt);
}

TEST(StackPolicies, AreChecked) {
  EXPECT_TRUE(check_stack_policy(kProtected, {"Db"}));
  EXPECT_TRUE(check_stack_policy("{}", {}));
  EXPECT_EQ(
      check_stack_policy(kProtected, {"A"}).error().message,
      "Error validating stack policy: Unknown logical id 'LogicalResourceId/Db*' in statement {} - stack "
      "policies can only be applied to logical ids referenced in the template");
  for (const char* policy :
       {"", "x", "[]", R"({"Statement": []})",
        R"({"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "me", "Resource": "*"}]})",
        R"({"Statement": [{"Effect": "Allow", "Action": "Delete:*", "Principal": "*", "Resource": "*"}]})",
        R"({"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*"}]})",
        R"({"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "A"}]})"}) {
    const auto checked = check_stack_policy(policy, {"A"});
    ASSERT_FALSE(checked) << policy;
    EXPECT_EQ(checked.error().message, "Error validating stack policy: Invalid stack policy") << policy;
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
