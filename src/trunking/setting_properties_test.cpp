#include "trunking/setting_properties.h"

#include <gtest/gtest.h>

namespace eni::trunking {
namespace {

const aws::Region kHome{"eu-central-1"};
constexpr std::string_view kRole = "arn:aws:iam::123456789012:role/hosts";

Result<SettingProperties> read(std::string_view text,
                               UnknownProperties unknown = UnknownProperties::kRefuse) {
  return read_setting_properties(parse_json(text).value().get_object(), kHome, unknown);
}

TEST(SettingProperties, ThePublishedPatternsPropertiesAreEnough) {
  const auto read_back = read(
      R"({"ServiceToken":"arn:aws:lambda:x","Region":"us-east-2","EC2Role":"arn:aws:iam::123456789012:role/hosts"})");
  ASSERT_TRUE(read_back.has_value());
  SettingProperties expected;
  expected.roles = {std::string(kRole)};
  expected.region = aws::Region{"us-east-2"};
  EXPECT_EQ(*read_back, expected);
}

TEST(SettingProperties, EverythingCanBeSaid) {
  const auto all = read(
      R"({"EC2Roles":["arn:aws:iam::123456789012:role/a","arn:aws:iam::123456789012:role/p/b"],"Value":"disabled",
                            "OnDelete":"Retain","PropagationTimeout":"7","ServiceTimeout":"900"})");
  ASSERT_TRUE(all.has_value());
  EXPECT_TRUE(all->is_list);
  EXPECT_EQ(all->roles.size(), 2U);
  EXPECT_EQ(all->region, kHome);
  EXPECT_EQ(all->value, "disabled");
  EXPECT_EQ(all->on_delete, OnDelete::kRetain);
  EXPECT_EQ(all->propagation_timeout, std::chrono::seconds{7});
}

TEST(SettingProperties, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({})", "Property EC2Role is missing: the ARN of the hosts' IAM role"},
      {R"({"EC2Role":""})",
       "Property EC2Role has to be the ARN of an IAM role (arn:aws:iam::123456789012:role/NAME), not ''; "
       "!GetAtt ROLE.Arn gives it"},
      {R"({"EC2Role":"hosts"})",
       "Property EC2Role has to be the ARN of an IAM role (arn:aws:iam::123456789012:role/NAME), not "
       "'hosts'; !GetAtt ROLE.Arn gives it"},
      {R"({"EC2Role":["arn:aws:iam::123456789012:role/hosts"]})", "Property EC2Role has to be a text"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","EC2Roles":[]})",
       "Give either EC2Role or EC2Roles, not both"},
      {R"({"EC2Roles":[]})", "Property EC2Roles has to be a list of 1 to 20 role ARNs"},
      {R"({"EC2Roles":"arn:aws:iam::123456789012:role/hosts"})",
       "Property EC2Roles has to be a list of 1 to 20 role ARNs"},
      {R"({"EC2Roles":["arn:aws:iam::123456789012:role/hosts","arn:aws:iam::123456789012:role/hosts"]})",
       "Property EC2Roles names arn:aws:iam::123456789012:role/hosts twice"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","Region":"Frankfurt"})",
       "Property Region has to be a region's name such as eu-central-1, not 'Frankfurt'"},
      {R"({"EC2Role":"arn:aws-cn:iam::123456789012:role/hosts"})",
       "Role arn:aws-cn:iam::123456789012:role/hosts is of partition aws-cn, but region eu-central-1 is of "
       "partition aws"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","Value":"Enabled"})",
       "Property Value has to be enabled or disabled, not 'Enabled'"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","Value":true})",
       "Property Value has to be a text"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","OnDelete":"Delete"})",
       "Property OnDelete has to be Unset, Disable or Retain, not 'Delete'"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","PropagationTimeout":"2m"})",
       "Property PropagationTimeout has to be a whole number of seconds from 0 to 900, not '2m'"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","PropagationTimeout":"-1"})",
       "Property PropagationTimeout has to be a whole number of seconds from 0 to 900, not '-1'"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","value":"enabled"})",
       "Unknown property value; did you mean Value?"},
      {R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","Cluster":"c"})", "Unknown property Cluster"},
  };
  for (const auto& [text, message] : rows) {
    const auto outcome = read(text);
    ASSERT_TRUE(outcome.has_error()) << text;
    EXPECT_EQ(outcome.error().message, message) << text;
  }
}

TEST(SettingProperties, UnknownOnesOfThePastCanBeIgnored) {
  EXPECT_TRUE(
      read(R"({"EC2Role":"arn:aws:iam::123456789012:role/hosts","Cluster":"c"})", UnknownProperties::kIgnore)
          .has_value());
}

}  // namespace
}  // namespace eni::trunking
