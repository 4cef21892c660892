#include "template/work.h"

#include <gtest/gtest.h>

#include "template/dynamic_reference.h"
#include "template/scope_for_test.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kTooMuch =
    "Template error: evaluating the template takes more work than is allowed";

/// What resource R's property P gives: "N bytes", or the error as CloudFormation words it.
std::string evaluated(const std::string& text) {
  auto made = Evaluated::of(text);
  if (made.has_error()) return describe(made.error());
  const auto resource = evaluate_resource(made->scope(), *made->tmpl.find_resource("R"));
  if (resource.has_error()) return describe(resource.error());
  return std::to_string(json::serialize(resource->properties.at("P")).size()) + " bytes";
}

std::string with_property(const std::string& value, const std::string& sections = "") {
  return "{\"Transform\":\"AWS::LanguageExtensions\"," + sections +
         "\"Resources\":{\"R\":{\"Type\":\"Custom::R\",\"Properties\":{\"P\":" + value + "}}}}";
}

std::string repeated(int times, std::string_view piece, std::string_view separator = "") {
  std::string out;
  for (int i = 0; i < times; ++i) (out += i > 0 ? separator : "") += piece;
  return out;
}

/// `levels` of {"Fn::Sub":["${x}${x}",{"x":…}]} around "a".
std::string doubled(int levels) {
  return repeated(levels, R"({"Fn::Sub":["${x}${x}",{"x":)") + "\"a\"" + repeated(levels, "}]}");
}

TEST(Work, ATextThatDoublesItselfEndsAtAMegabyte) {
  EXPECT_EQ(evaluated(with_property(doubled(10))), "1026 bytes");
  EXPECT_EQ(evaluated(with_property(doubled(19))), "524290 bytes");
  for (const int levels : {20, 24, 26, 60}) {
    const std::string message = evaluated(with_property(doubled(levels)));
    EXPECT_TRUE(message.starts_with("Template error: Fn::Sub gives more than 1000000 bytes (line 1, column "))
        << message;
    EXPECT_NE(message.find("/Resources/R/Properties/P/Fn::Sub"), std::string::npos) << message;
  }
}

TEST(Work, WhatEveryFunctionGivesIsBounded) {
  const std::string large = doubled(19);
  const std::string quotes =
      repeated(18, R"({"Fn::Sub":["${x}${x}",{"x":)") + R"("\"")" + repeated(18, "}]}");
  const struct {
    const char* name;
    std::string property;
    std::string_view message;
  } rows[] = {
      {"Join of large texts", "{\"Fn::Join\":[\"\",[" + large + "," + large + "]]}",
       "Template error: Fn::Join gives more than 1000000 bytes"},
      {"Join with a large delimiter", "{\"Fn::Join\":[" + large + ",[" + repeated(5000, "1", ",") + "]]}",
       "Template error: Fn::Join gives more than 1000000 bytes"},
      {"a text that becomes longer as JSON, again and again",
       repeated(9, "{\"Fn::ToJsonString\":[") + quotes + repeated(9, "]}"),
       "Template error: Fn::ToJsonString gives more than 1000000 bytes"},
      {"Base64 of Base64", repeated(9, "{\"Fn::Base64\":") + large + repeated(9, "}"),
       "Template error: Fn::Base64 gives more than 1000000 bytes"},
      {"Split into many pieces", "{\"Fn::Split\":[\"a\"," + large + "]}", kTooMuch},
      {"many large texts", "[" + repeated(40, large, ",") + "]", kTooMuch},
      {"many lists of Cidr", "[" + repeated(1000, R"({"Fn::Cidr":["10.0.0.0/8",256,8]})", ",") + "]",
       kTooMuch},
  };
  for (const auto& row : rows) {
    const std::string message = evaluated(with_property(row.property));
    EXPECT_TRUE(message.starts_with(row.message)) << row.name << ": " << message.substr(0, 200);
  }
}

TEST(Work, MappingsAreCopiedWithinTheBoundOnly) {
  const std::string mappings = "\"Mappings\":{\"M\":{\"a\":{\"b\":[" + repeated(10'000, "1", ",") + "]}}},";
  const std::string find = R"({"Fn::FindInMap":["M","a","b"]})";
  EXPECT_EQ(evaluated(with_property(find, mappings)), "20001 bytes");
  EXPECT_TRUE(
      evaluated(with_property("[" + repeated(1000, find, ",") + "]", mappings)).starts_with(kTooMuch));
}

TEST(Work, ListsOfRulesAreComparedWithinTheBoundOnly) {
  const auto rule = [](int size) {
    return "\"Rules\":{\"A\":{\"Assertions\":[{\"Assert\":{\"Fn::EachMemberIn\":[[" +
           repeated(size, "\"x\"", ",") + "],[" + repeated(size, "\"y\"", ",") + ",\"x\"]]}}]}},";
  };
  EXPECT_EQ(evaluated(with_property("1", rule(100))), "1 bytes");
  EXPECT_TRUE(evaluated(with_property("1", rule(30'000))).starts_with(kTooMuch));
}

TEST(Work, ConditionsMayReferToEachOtherToADepth) {
  const auto chain = [](int length) {
    std::string out = "\"Conditions\":{";
    for (int i = 0; i < length; ++i)
      out += "\"C" + std::to_string(i) + "\":{\"Condition\":\"C" + std::to_string(i + 1) + "\"},";
    return out + "\"C" + std::to_string(length) + "\":{\"Fn::Equals\":[1,1]}},";
  };
  EXPECT_EQ(evaluated(with_property("1", chain(150))), "1 bytes");
  const std::string message = evaluated("{" + chain(30'000) + R"("Resources":{"R":{"Type":"Custom::R"}}})");
  EXPECT_EQ(message.substr(0, 55), "Template error: conditions refer to each other too deep") << message;
}

TEST(Work, AConditionThatIsMentionedTwiceIsEvaluatedOnce) {
  std::string conditions = "\"Conditions\":{\"C0\":{\"Fn::Equals\":[1,1]}";
  for (int i = 1; i < 100; ++i) {
    const std::string before = "{\"Condition\":\"C" + std::to_string(i - 1) + "\"}";
    conditions += ",\"C" + std::to_string(i) + "\":{\"Fn::And\":[" + before + "," + before + "]}";
  }
  EXPECT_EQ(evaluated(with_property("1", conditions + "},")), "1 bytes");
}

TEST(Work, LoopsProduceWithinTheBoundOnly) {
  const std::string parameters = "\"Parameters\":{\"L\":{\"Type\":\"CommaDelimitedList\",\"Default\":\"" +
                                 repeated(1000, "a", ",") + "\"}},";
  const auto nested = [](int depth, std::string collection, const std::string& inner) {
    std::string out = inner;
    for (int i = depth; i > 0; --i) {
      const std::string n = std::to_string(i);
      out = "{\"Fn::ForEach::L" + n + "\":[\"x" + n + "\"," + collection + "," + out + "]}";
    }
    return out.substr(1, out.size() - 2);
  };
  const auto with_loop = [&](const std::string& loop) {
    return "{\"Transform\":\"AWS::LanguageExtensions\"," + parameters +
           "\"Resources\":{\"R\":{\"Type\":\"Custom::R\"}," + loop + "}}";
  };
  const std::string too_much = "Transform AWS::LanguageExtensions failed with: Fn::ForEach produces too much";
  EXPECT_TRUE(evaluated(with_loop(nested(5, R"({"Ref":"L"})", "{}"))).starts_with(too_much));
  std::string doubling = "{}";
  for (int i = 15; i > 0; --i) {
    const std::string before = "${x" + std::to_string(i - 1) + "}";
    const std::string item =
        i == 1 ? "\"" + std::string(1000, 'a') + "\"" : "{\"Fn::Sub\":\"" + before + before + before + "\"}";
    doubling = "{\"Fn::ForEach::L" + std::to_string(i) + "\":[\"x" + std::to_string(i) + "\",[" + item +
               "]," + doubling + "]}";
  }
  EXPECT_TRUE(evaluated(with_loop(doubling.substr(1, doubling.size() - 2))).starts_with(too_much));
  EXPECT_TRUE(
      evaluated(with_loop(nested(20, R"(["a"])", "{}")))
          .starts_with("Transform AWS::LanguageExtensions failed with: Fn::ForEach is nested too deeply"));
}

TEST(Work, LargeTemplatesAreReadInReasonableTime) {
  std::string members;
  std::string variables;
  for (int i = 0; i < 30'000; ++i) {
    const std::string name = "v" + std::to_string(i);
    members += (i > 0 ? ",\"" : "\"") + name + "\":1";
    variables += "${" + name + "}";
  }
  EXPECT_EQ(evaluated(with_property("{\"Fn::Sub\":[\"" + variables + "\",{" + members + "}]}")),
            "30002 bytes");
  EXPECT_EQ(evaluated("Resources: {R: {Type: Custom::R, Properties: {P: [" +
                      repeated(20'000, "!Join ['', [a]]", ", ") + "]}}}"),
            "80001 bytes");
}

TEST(Work, MessagesDoNotGrowWithTheTemplate) {
  std::string names;
  for (int i = 0; i < 30'000; ++i) names += (i > 0 ? "," : "") + ("{\"Ref\":\"X" + std::to_string(i) + "\"}");
  EXPECT_LT(evaluated(with_property("[" + names + "]")).size(), 5000U);
  EXPECT_LT(evaluated(with_property("{\"Ref\":\"" + std::string(900'000, 'x') + "\"}")).size(), 5000U);
}

TEST(Work, CirclesOfManyResourcesAreNamed) {
  std::string resources;
  for (int i = 0; i < 400; ++i) {
    const std::string id = "A" + std::to_string(i);
    std::string needs;
    for (int j = 0; j < i; ++j) needs += "\"A" + std::to_string(j) + "\",";
    const std::string last = i == 0 ? "\"A1\"" : "\"A0\"";
    resources += (i > 0 ? ",\"" : "\"") + id + "\":{\"Type\":\"T\",\"DependsOn\":[" +
                 (i > 1 ? needs.substr(5) : "") + last + "]}";
  }
  EXPECT_EQ(evaluated("{\"Resources\":{" + resources + "}}"),
            "Circular dependency between resources: [A0, A1] (line 1, column 15)");
}

TEST(Work, DynamicReferencesAreCounted) {
  const auto of = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "{{resolve:ssm:p" + std::to_string(i) + "}}";
    return find_dynamic_references(json::string(text));
  };
  EXPECT_EQ(of(60)->size(), 60U);
  EXPECT_EQ(of(50'000).error().message, "Template error: there are more than 60 dynamic references");
  EXPECT_TRUE(find_dynamic_references(json::string(repeated(100'000, "{{resolve:") + "}}")).has_error());
}

}  // namespace
}  // namespace eni::tmpl
