#include "iam/parse.h"

#include <gtest/gtest.h>

namespace eni::iam {
namespace {

TEST(ParsePolicy, ReadsStringsAndArraysAlike) {
  const auto policy =
      parse_policy(std::string_view{R"({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["*"],
      "Principal": {"AWS": ["111122223333", "*"], "Service": "ec2.amazonaws.com"},
      "Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"s3:max-keys": [10, "20"]}}}})"});
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(policy->version, "2008-10-17");
  ASSERT_EQ(policy->statements.size(), 1U);
  const Statement& statement = policy->statements[0];
  EXPECT_TRUE(statement.allow);
  ASSERT_TRUE(statement.principals);
  EXPECT_TRUE(statement.principals->everyone);
  EXPECT_EQ(statement.principals->aws, std::vector<std::string>{"111122223333"});
  EXPECT_EQ(statement.principals->service, std::vector<std::string>{"ec2.amazonaws.com"});
  ASSERT_EQ(statement.conditions.size(), 2U);
  EXPECT_EQ(statement.conditions[0].key, "aws:securetransport");
  EXPECT_EQ(statement.conditions[1].values.size(), 2U);
}

TEST(ParsePolicy, RefusesWhatTheGrammarDoesNotKnow) {
  const char* documents[] = {
      "",
      "[]",
      "{}",
      R"({"Statement": []})",
      R"({"Version": "2013-01-01", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})",
      R"({"Statement": {"Effect": "allowed", "Action": "*", "Resource": "*"}})",
      R"({"Statement": {"Action": "*", "Resource": "*"}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*"}})",
      R"({"Statement": {"Effect": "Allow", "Action": 1, "Resource": "*"}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": [1]}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Extra": 1}})",
      R"({"Extra": 1, "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Like": {"a": "b"}}}})",
      R"({"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": "b"}}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": {}}}}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Principal": "me"}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"Person": "me"}}})",
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Sid": 7}})",
  };
  for (const char* document : documents) {
    const auto policy = parse_policy(std::string_view{document});
    ASSERT_TRUE(policy.has_error()) << document;
    EXPECT_EQ(policy.error(), malformed("Syntax errors in policy.")) << document;
  }
}

}  // namespace
}  // namespace eni::iam
