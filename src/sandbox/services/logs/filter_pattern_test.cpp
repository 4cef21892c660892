#include "sandbox/services/logs/filter_pattern.h"

#include <gtest/gtest.h>

namespace eni::sandbox::logs_service {
namespace {

TEST(FilterPattern, MatchesAsTheUserGuideSays) {
  const char* json =
      R"({"eventType":"UpdateTrail","code":404,"ok":true,"none":null,"ids":[7,"b"],"user":{"na-me":"Ann"}})";
  const struct {
    const char* what;
    const char* pattern;
    const char* message;
    bool matches;
  } rows[] = {
      {"nothing matches all", "", "anything", true},
      {"one term", "ERROR", "[ERROR 400] BAD REQUEST", true},
      {"case counts", "error", "[ERROR 400] BAD REQUEST", false},
      {"all terms", "ERROR REQUEST", "[ERROR 400] BAD REQUEST", true},
      {"one term missing", "ERROR TIMEOUT", "[ERROR 400] BAD REQUEST", false},
      {"phrase", "\"BAD REQUEST\"", "[ERROR 400] BAD REQUEST", true},
      {"phrase in another order", "\"REQUEST BAD\"", "[ERROR 400] BAD REQUEST", false},
      {"escaped quote", R"("say \"x\"")", R"(say "x")", true},
      {"optional", "?ERROR ?WARN", "WARN disk", true},
      {"none of the optional", "?ERROR ?WARN", "INFO disk", false},
      {"optional beside others is ignored", "?ERROR disk", "WARN disk", true},
      {"excluded", "ERROR -EXITING", "ERROR EXITING", false},
      {"excluded phrase absent", "ERROR -\"code 1\"", "ERROR code 2", true},
      {"json equal", "{ $.eventType = \"UpdateTrail\" }", json, true},
      {"json equal, bare word", "{ $.eventType = UpdateTrail }", json, true},
      {"json wildcard", "{ $.eventType = Update* }", json, true},
      {"json unequal", "{ $.eventType != \"UpdateTrail\" }", json, false},
      {"json number", "{ $.code >= 400 && $.code < 500 }", json, true},
      {"json number as wildcard", "{ $.code = 4* }", json, true},
      {"json index", "{ $.ids[1] = \"b\" }", json, true},
      {"json quoted name", "{ $.user['na-me'] = Ann }", json, true},
      {"json nested", "{ $.user.na-me = \"A*\" }", json, true},
      {"json is true", "{ $.ok IS TRUE }", json, true},
      {"json is null", "{ $.none IS NULL }", json, true},
      {"json exists", "{ $.user EXISTS }", json, true},
      {"json not exists", "{ $.absent NOT EXISTS }", json, true},
      {"absent is not unequal", "{ $.absent != 1 }", json, false},
      {"json or with parentheses", "{ ($.code = 1 || $.ok IS TRUE) && $.ids[0] = 7 }", json, true},
      {"no json", "{ $.code = 404 }", "code 404", false},
  };
  for (const auto& row : rows) {
    const auto pattern = FilterPattern::parse(row.pattern);
    ASSERT_TRUE(pattern.has_value()) << row.what << ": " << pattern.error();
    EXPECT_EQ(pattern->matches(row.message), row.matches) << row.what;
  }
}

TEST(FilterPattern, ManyWildcardsAreMatchedAtOnce) {
  const std::string message = R"({"m":")" + std::string(200'000, 'a') + R"("})";
  std::string stars;
  for (int i = 0; i < 400; ++i) stars += "*a";
  EXPECT_FALSE(FilterPattern::parse("{ $.m = \"" + stars + "*b\" }")->matches(message));
  EXPECT_TRUE(FilterPattern::parse("{ $.m = \"" + stars + "*\" }")->matches(message));
}

TEST(FilterPattern, WhatItCannotReadIsNamed) {
  const struct {
    const char* pattern;
    const char* message;
  } rows[] = {
      {"[ip, user]", "Invalid filter pattern: patterns of columns ([a, b]) are not supported by the sandbox"},
      {"%ERR.*%", "Invalid filter pattern: regular expressions (%ERR.*%) are not supported by the sandbox"},
      {"\"open", "Invalid filter pattern: a quoted term has no closing quote"},
      {"{ $.a = 1", "Invalid filter pattern: a JSON pattern ends with }"},
      {"{ a = 1 }", "Invalid filter pattern: expected a selector ($.name) at 'a = 1 '"},
      {"{ $.a ~ 1 }",
       "Invalid filter pattern: expected a comparison (=, !=, <, <=, >, >=, IS, EXISTS, NOT EXISTS) "
       "at '~ 1 '"},
      {"{ $.a = %x% }", "Invalid filter pattern: regular expressions (%x%) are not supported by the sandbox"},
      {"{ ($.a = 1 }", "Invalid filter pattern: expected ) at ''"},
  };
  for (const auto& row : rows) {
    const auto pattern = FilterPattern::parse(row.pattern);
    ASSERT_TRUE(pattern.has_error()) << row.pattern;
    EXPECT_EQ(pattern.error().message, row.message);
  }
}

}  // namespace
}  // namespace eni::sandbox::logs_service
