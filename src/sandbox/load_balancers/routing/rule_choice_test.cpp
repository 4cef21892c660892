#include "sandbox/load_balancers/routing/rule_choice.h"

#include <gtest/gtest.h>

#include "sandbox/load_balancers/routing/read_model.h"

namespace eni::sandbox::load_balancers {
namespace {

struct Row {
  std::string_view what;
  std::string_view condition;  ///< as DescribeRules shows it
  bool expected;
};

net::Request request() {
  return {"GET",
          "/img/Cats/1.png?Version=V1&utm=a%2Bb&q=what?&empty",
          {{"Host", "WWW.Example.com:8080"}, {"User-Agent", "curl/8"}, {"X-Env", "a"}, {"x-env", "Blue"}},
          ""};
}

TEST(RuleChoice, ConditionsHoldAsDocumented) {
  const Row rows[] = {
      {"host without case and port",
       R"({"Field":"host-header","HostHeaderConfig":{"Values":["www.example.COM"]}})", true},
      {"host by a wildcard", R"({"Field":"host-header","HostHeaderConfig":{"Values":["*.example.com"]}})",
       true},
      {"the wildcard's point is there",
       R"({"Field":"host-header","HostHeaderConfig":{"Values":["*.www.example.com"]}})", false},
      {"one of two hosts",
       R"({"Field":"host-header","HostHeaderConfig":{"Values":["a.b","www.example.com"]}})", true},
      {"old form", R"({"Field":"path-pattern","Values":["/img/*"]})", true},
      {"path with its case", R"({"Field":"path-pattern","PathPatternConfig":{"Values":["/img/cats/*"]}})",
       false},
      {"question marks are one character",
       R"({"Field":"path-pattern","PathPatternConfig":{"Values":["/img/????/?.png"]}})", true},
      {"the query is no part of the path",
       R"({"Field":"path-pattern","PathPatternConfig":{"Values":["*q=what*"]}})", false},
      {"path by an expression, found anywhere",
       R"({"Field":"path-pattern","PathPatternConfig":{"RegexValues":["/[0-9]+\\.png$"]}})", true},
      {"an anchored expression",
       R"({"Field":"path-pattern","PathPatternConfig":{"RegexValues":["^/[0-9]+\\.png$"]}})", false},
      {"header without case",
       R"({"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"user-AGENT","Values":["CURL/*"]}})",
       true},
      {"the second header of a name",
       R"({"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"X-Env","Values":["blue"]}})", true},
      {"no such header",
       R"({"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"X-No","Values":["*"]}})", false},
      {"method", R"({"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["HEAD","GET"]}})",
       true},
      {"methods have no wildcards",
       R"({"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["*"]}})", false},
      {"query without case",
       R"({"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"version","Value":"v1"}]}})", true},
      {"query by its value alone",
       R"({"Field":"query-string","QueryStringConfig":{"Values":[{"Value":"V?"}]}})", true},
      {"an escaped question mark",
       R"({"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"q","Value":"what\\?"}]}})", true},
      {"an escaped question mark is no wildcard",
       R"({"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"version","Value":"v\\?"}]}})",
       false},
      {"query as it is encoded",
       R"({"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"utm","Value":"a%2bb"}]}})", true},
      {"a key without a value",
       R"({"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"empty","Value":"*"}]}})", true},
      {"source", R"({"Field":"source-ip","SourceIpConfig":{"Values":["2001:db8::/32","10.0.0.0/8"]}})", true},
      {"another source", R"({"Field":"source-ip","SourceIpConfig":{"Values":["192.0.2.0/24"]}})", false},
  };
  const net::Request head = request();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const auto condition = read_condition(json::parse(row.condition).as_object());
    ASSERT_TRUE(condition.has_value());
    MatchBudget budget;
    EXPECT_EQ(holds(*condition, {head, "10.1.2.3", 80}, budget), row.expected);
  }
}

TEST(RuleChoice, AnIpv6ClientIsInAnIpv6Block) {
  const auto condition = read_condition(
      json::parse(R"({"Field":"source-ip","SourceIpConfig":{"Values":["2001:db8::/32"]}})").as_object());
  const net::Request head = request();
  MatchBudget budget;
  EXPECT_TRUE(holds(*condition, {head, "2001:db8:1::7", 80}, budget));
  EXPECT_FALSE(holds(*condition, {head, "2001:db9::7", 80}, budget));
}

TEST(RuleChoice, TheFirstRuleOfWhichAllConditionsHoldIsTaken) {
  const auto condition = [](std::string_view text) { return *read_condition(json::parse(text).as_object()); };
  const auto get =
      condition(R"({"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["GET"]}})");
  const auto other = condition(R"({"Field":"path-pattern","Values":["/other"]})");
  const auto images = condition(R"({"Field":"path-pattern","Values":["/img/*"]})");
  const std::vector<Rule> rules{{"both", {get, other}, FixedResponse{}},
                                {"images", {get, images}, FixedResponse{}},
                                {"later", {images}, FixedResponse{}},
                                {"default", {}, FixedResponse{}}};
  net::Request head = request();
  EXPECT_EQ(choose_rule(rules, {head, "10.1.2.3", 80})->arn, "images");
  head.target = "/";
  EXPECT_EQ(choose_rule(rules, {head, "10.1.2.3", 80})->arn, "default");
  EXPECT_EQ(choose_rule({}, {head, "10.1.2.3", 80}), nullptr);
}

TEST(RuleChoice, AHostIsComparedWithoutItsPort) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"a.b", "a.b"}, {"a.b:80", "a.b"}, {"[::1]", "[::1]"}, {"[::1]:80", "[::1]"}, {"", ""}};
  for (const auto& [header, host] : rows) {
    const net::Request head{"GET", "/", {{"Host", header}}, ""};
    EXPECT_EQ((RequestView{head, "10.1.2.3", 80}.host()), host);
  }
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
