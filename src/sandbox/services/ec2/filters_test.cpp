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

TEST(Filters, AValueHasAtMost255Characters) {
  TestSandbox sandbox{{}};
  for (const std::size_t size : {255U, 256U}) {
    json::object filter{{"Name", "vpc-id"}, {"Value", json::array{std::string(size, 'x')}}};
    const Call call{sandbox.env, Principal::root(aws::AccountId{"000000000000"}), sandbox.region, "id",
                    json::object{{"Filter", json::array{std::move(filter)}}}};
    EXPECT_EQ(Filters::read(call, kKnown).has_error(), size > 255);
  }
}

TEST(Filters, AreBoundInWorkForAllItemsTogether) {
  json::array patterns;
  for (int n = 0; n < 200; ++n)
    patterns.emplace_back(std::string(100, 'a') + "*" + std::string(100, '?') + "b");
  const json::object item{{"vpcId", std::string(250, 'a')}};
  TestSandbox sandbox{{}};
  const Call call{sandbox.env, Principal::root(aws::AccountId{"000000000000"}), sandbox.region, "id",
                  json::object{{"Filter", json::array{json::object{{"Name", "vpc-id"},
                                                                   {"Value", std::move(patterns)}}}}}};
  const auto filters = Filters::read(call, kKnown);
  ASSERT_TRUE(filters.has_value());
  for (int n = 0; n < 5; ++n) EXPECT_FALSE(filters->match(item));
  EXPECT_TRUE(filters->check_work().has_value());
  for (int n = 0; n < 50; ++n) filters->match(item);
  ASSERT_TRUE(filters->check_work().has_error());
  EXPECT_EQ(filters->check_work().error().code, "FilterLimitExceeded");
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
