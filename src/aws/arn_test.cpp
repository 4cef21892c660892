#include "aws/arn.h"

#include <gtest/gtest.h>

namespace eni::aws {
namespace {

TEST(Arn, IsSplitAtTheFirstFiveColons) {
  const auto arn = Arn::parse("arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/f:*");
  ASSERT_TRUE(arn);
  EXPECT_EQ(*arn, (Arn{"aws", "logs", "eu-central-1", "123456789012", "log-group:/aws/lambda/f:*"}));
  EXPECT_EQ(arn->text(), "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/f:*");
  EXPECT_EQ(arn->resource_type(), "log-group");
  EXPECT_EQ(arn->resource_id(), "/aws/lambda/f:*");
}

TEST(Arn, ResourceParts) {
  const auto role = Arn::parse("arn:aws:iam::123456789012:role/team/a/Host");
  ASSERT_TRUE(role);
  EXPECT_EQ(role->resource_type(), "role");
  EXPECT_EQ(role->resource_id(), "team/a/Host");
  EXPECT_EQ(role->resource_name(), "Host");
  const auto root = Arn::parse("arn:aws:iam::123456789012:root");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->resource_type(), "root");
  EXPECT_EQ(root->resource_id(), "");
  EXPECT_EQ(root->resource_name(), "root");
}

TEST(Arn, OtherTextIsNone) {
  for (const char* text :
       {"", "arn", "arn:aws:iam::123456789012", "urn:aws:iam::123456789012:root", "arn:::::"}) {
    EXPECT_EQ(Arn::parse(text).has_value(), std::string_view(text) == "arn:::::") << text;
  }
}

TEST(RoleArn, Grammar) {
  struct Case {
    const char* text;
    bool expected;
  };
  const std::string name64(64, 'x');
  const std::string fits = "arn:aws:iam::123456789012:role/" + name64;
  const std::string too_long = fits + "x";
  const Case cases[] = {
      {"arn:aws:iam::123456789012:role/Host", true},
      {"arn:aws-cn:iam::123456789012:role/Host", true},
      {"arn:aws-us-gov:iam::123456789012:role/a/b/Host+=,.@_-", true},
      {fits.c_str(), true},
      {too_long.c_str(), false},
      {"arn:aws:iam::123456789012:role/", false},
      {"arn:aws:iam::123456789012:role//Host", false},
      {"arn:aws:iam::12345678901:role/Host", false},
      {"arn:aws:iam:us-east-1:123456789012:role/Host", false},
      {"arn:aws:iam::123456789012:user/Host", false},
      {"arn:aws:sts::123456789012:assumed-role/Host/session", false},
      {"arn:other:iam::123456789012:role/Host", false},
      {"arn:aws:iam::123456789012:role/Ho st", false},
      {"Host", false},
  };
  for (const Case& c : cases) EXPECT_EQ(is_role_arn(c.text), c.expected) << c.text;
}

TEST(AccountId, IsTwelveDigits) {
  EXPECT_TRUE(is_account_id("000000000000"));
  EXPECT_FALSE(is_account_id("00000000000"));
  EXPECT_FALSE(is_account_id("00000000000a"));
}

}  // namespace
}  // namespace eni::aws
