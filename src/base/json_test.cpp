#include "base/json.h"

#include <gtest/gtest.h>

namespace eni {
namespace {

TEST(Json, BadTextIsAnErrorThatNamesTheByte) {
  EXPECT_EQ(parse_json("{\"a\": }").error().message, "not valid JSON: syntax error at byte 6");
  EXPECT_EQ(parse_json("{} x").error().message, "not valid JSON: extra data at byte 3");
  EXPECT_TRUE(parse_json("").has_error());
  EXPECT_TRUE(parse_json(std::string(100, '[') + std::string(100, ']')).has_error());
}

TEST(Json, KeyThatStandsTwiceIsRefusedOnDemand) {
  const char* twice[] = {
      R"({"a":1,"a":2})",
      R"([{"b":[{"a":1,"c":{},"a":1}]}])",
      R"({"a":{"x":1,"y":2},"\u0061":{}})",
      R"({"a":{"b":1,"b":1},"a":{"c":1,"d":1,"e":1}})",
  };
  for (const char* text : twice) {
    EXPECT_TRUE(parse_json(text).has_value()) << text;
    EXPECT_EQ(parse_json(text, DuplicateKeys::kRefuse).error().message,
              "not valid JSON: a key stands twice in an object")
        << text;
  }
  const char* once[] = {R"({})", R"({"a":{"a":"a:\":a"},"b":["a:","\\",{"a":":"}]})", R"("a:b")"};
  for (const char* text : once) EXPECT_TRUE(parse_json(text, DuplicateKeys::kRefuse).has_value()) << text;
}

TEST(Json, PrettyIndentsAndKeepsTheOrder) {
  EXPECT_EQ(pretty(*parse_json(R"({"b":[1,{}],"a":""})")),
            "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"\"\n}\n");
}

TEST(Json, FindStringIsNothingForOtherKinds) {
  const auto object = parse_json(R"({"a":1,"b":"x"})")->as_object();
  EXPECT_EQ(find_string(object, "a"), std::nullopt);
  EXPECT_EQ(find_string(object, "b"), "x");
  EXPECT_EQ(find_string(object, "c"), std::nullopt);
}

}  // namespace
}  // namespace eni
