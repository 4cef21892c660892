#include "sandbox/services/ec2/filters.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox::ec2_service {
namespace {

struct PatternCase {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

TEST(Filters, ValuesMayHaveWildcards) {
  const PatternCase cases[] = {
      {"available", "available", true},
      {"available", "Available", false},
      {"a*e", "available", true},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"*", "", true},
      {R"(a\*)", "a*", true},
      {R"(a\*)", "ab", false},
      {"*b*c", "abxbc", true},
      {"", "", true},
      {"", "a", false},
      {R"(\?x)", "?x", true},
  };
  for (const auto& [pattern, text, matches] : cases)
    EXPECT_EQ(matches_pattern(pattern, text), matches) << pattern << " " << text;
}

const FilterName kKnown[] = {
    {"group-id", "groupSet.groupId"}, {"is-default", "isDefault"}, {"vpc-id", "vpcId"}};

struct FilterCase {
  std::string_view description;
  std::string_view filters;
  bool matches;
};

TEST(Filters, LookAtWhatTheCallerWouldSee) {
  const json::object item = json::parse(R"({"vpcId": "vpc-1", "isDefault": true,
      "groupSet": [{"groupId": "sg-1"}, {"groupId": "sg-2"}],
      "tagSet": [{"key": "Name", "value": "web"}, {"key": "Team", "value": "x"}]})")
                                .as_object();
  const FilterCase cases[] = {
      {"a member", R"([{"Name": "vpc-id", "Value": ["vpc-1"]}])", true},
      {"values are alternatives", R"([{"Name": "vpc-id", "Value": ["vpc-2", "vpc-1"]}])", true},
      {"filters must all hold",
       R"([{"Name": "vpc-id", "Value": ["vpc-1"]}, {"Name": "is-default", "Value": ["false"]}])", false},
      {"lists are entered", R"([{"Name": "group-id", "Value": ["sg-2"]}])", true},
      {"a tag", R"([{"Name": "tag:Name", "Value": ["w*"]}])", true},
      {"another tag's value", R"([{"Name": "tag:Team", "Value": ["web"]}])", false},
      {"a tag's key", R"([{"Name": "tag-key", "Value": ["Team"]}])", true},
  };
  TestSandbox sandbox{{}};
  for (const auto& [description, text, matches] : cases) {
    const Call call{sandbox.env, Principal::root(aws::AccountId{"000000000000"}), sandbox.region, "id",
                    json::object{{"Filter", json::parse(text)}}};
    const auto filters = Filters::read(call, kKnown);
    ASSERT_TRUE(filters.has_value()) << description;
    EXPECT_EQ(filters->match(item), matches) << description;
  }
}

TEST(Filters, UnknownOneIsRefusedByName) {
  TestSandbox sandbox{{}};
  const Call call{sandbox.env, Principal::root(aws::AccountId{"000000000000"}), sandbox.region, "id",
                  json::object{{"Filter", json::parse(R"([{"Name": "colour", "Value": ["red"]}])")}}};
  const auto filters = Filters::read(call, kKnown);
  ASSERT_TRUE(filters.has_error());
  EXPECT_EQ(filters.error().code, "InvalidParameterValue");
  EXPECT_EQ(filters.error().message, "The filter 'colour' is invalid");
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
