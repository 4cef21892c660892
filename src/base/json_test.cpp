#include "base/json.h"

#include <gtest/gtest.h>
#include <limits>

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

TEST(Json, ReadersTakeWhatIsOfTheirKind) {
  const json::value value =
      parse_json(
          R"({"text":"a","number":7,"whole":7.0,"part":7.5,"yes":true,"no":null,"list":["a",1,"b"],"object":{"x":"y"}})")
          .value();
  const json::object& object = value.as_object();
  EXPECT_EQ(text_at(object, "text"), "a");
  EXPECT_EQ(text_at(value, "text"), "a");
  EXPECT_EQ(text_at(json::value("text"), "text"), "");
  for (const char* key : {"number", "no", "list", "absent"}) EXPECT_EQ(text_at(object, key), "") << key;
  EXPECT_EQ(find_integer(object, "number"), 7);
  EXPECT_EQ(find_integer(object, "whole"), 7);
  for (const char* key : {"part", "text", "no", "absent"})
    EXPECT_EQ(find_integer(object, key), std::nullopt) << key;
  EXPECT_EQ(integer_at(object, "absent", 3), 3);
  EXPECT_TRUE(flag_at(object, "yes"));
  EXPECT_TRUE(flag_at(object, "no", true));
  EXPECT_EQ(find_flag(object, "text"), std::nullopt);
  EXPECT_EQ(array_at(object, "list").size(), 3U);
  EXPECT_TRUE(array_at(object, "object").empty());
  EXPECT_EQ(text_at(object_at(value, "object"), "x"), "y");
  EXPECT_TRUE(object_at(object, "list").empty());
  EXPECT_EQ(texts_at(object, "list"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(scalar_text_at(object, "number"), "7");
  EXPECT_EQ(scalar_text_at(object, "yes"), "true");
  EXPECT_EQ(scalar_text(json::value(1.5)), "1.5");
  EXPECT_EQ(scalar_text(json::value(80.0)), "80");
  EXPECT_EQ(scalar_text_at(object, "object"), "");
}

TEST(Json, IsWrittenAsBoostWritesIt) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  const json::value values[] = {nullptr,
                                true,
                                -7,
                                std::uint64_t{1} << 63,
                                std::numeric_limits<std::int64_t>::min(),
                                0.1,
                                1e300,
                                json::object{},
                                json::array{},
                                json::string{all},
                                json::string(std::size_t{1}, '\0'),
                                {{"a\n", {1, "b\\", false}}, {"c", {{"d", json::array{}}}}}};
  for (const json::value& value : values) {
    std::string out = "before ";
    append_json(out, value);
    EXPECT_EQ(out, "before " + json::serialize(value));
  }
}

TEST(Json, WhatIsEscapedIsFoundAnywhere) {
  for (int c = 0; c < 256; ++c) {
    for (std::size_t at = 0; at < 18; ++at) {
      std::string text(18, 'x');
      text[at] = static_cast<char>(c);
      std::string out;
      append_json(out, json::value(text));
      EXPECT_EQ(out, json::serialize(json::value(text))) << c << " at " << at;
    }
  }
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
