#include "jmespath/jmespath.h"

#include <gtest/gtest.h>

namespace eni::jmespath {
namespace {

constexpr std::string_view kData = R"({
  "a": {"b": {"c": 7}, "d": [1, 2, 3]}, "with space": 1, "zero": 0, "empty": [], "text": "häuser", "flag": true,
  "people": [{"name": "eva", "age": 30, "tags": ["x", "y"]}, {"name": "ann", "age": 20, "tags": ["z"]}, {"age": 25}],
  "nested": [[1, [2]], 3, [4]], "map": {"k": {"v": 1}, "l": {"v": 2}, "m": 3},
  "reservations": [{"instances": [{"id": "i-1", "state": "running"}, {"id": "i-2", "state": "stopped"}]},
                   {"instances": [{"id": "i-3", "state": "running"}]}],
  "numbers": [3, 1, 2], "words": ["b", "a"]})";

struct Row {
  const char* expression;
  const char* expected;  ///< JSON, or "error"
};

std::string outcome(std::string_view text, std::string_view data = kData) {
  const auto expression = Expression::parse(text);
  if (!expression) return "error";
  const auto value = expression->search(*parse_json(data));
  return value ? json::serialize(*value) : "error";
}

class Selects : public testing::TestWithParam<Row> {};

TEST_P(Selects, WhatTheSpecificationSays) {
  const std::string expected = GetParam().expected == std::string("error")
                                   ? "error"
                                   : json::serialize(*parse_json(GetParam().expected));
  EXPECT_EQ(outcome(GetParam().expression), expected) << GetParam().expression;
}

const Row kRows[] = {
    {"a.b.c", "7"},
    {"a.x.c", "null"},
    {"\"with space\"", "1"},
    {"a.d[0]", "1"},
    {"a.d[-1]", "3"},
    {"a.d[7]", "null"},
    {"a.d[1:]", "[2,3]"},
    {"a.d[:-1]", "[1,2]"},
    {"a.d[::-1]", "[3,2,1]"},
    {"a.d[::2]", "[1,3]"},
    {"a.d[::0]", "error"},
    {"a.d[-9223372036854775808:9223372036854775807:9223372036854775807]", "[1]"},
    {"people[*].name", "[\"eva\",\"ann\"]"},
    {"people[].tags[]", "[\"x\",\"y\",\"z\"]"},
    {"people[*].tags[0]", "[\"x\",\"z\"]"},
    {"people[*].tags | [0]", "[\"x\",\"y\"]"},
    {"people[?age > `20`].name", "[\"eva\"]"},
    {"people[?name=='ann'].age | [0]", "20"},
    {"people[?name=='ann' || age==`25`].age", "[20,25]"},
    {"people[?!name].age", "[25]"},
    {"people[?age>`20` && name].name", "[\"eva\"]"},
    {"people[0].{n: name, t: tags[0]}", "{\"n\":\"eva\",\"t\":\"x\"}"},
    {"people[].[name, age]", "[[\"eva\",30],[\"ann\",20],[null,25]]"},
    {"reservations[].instances[].id", "[\"i-1\",\"i-2\",\"i-3\"]"},
    {"reservations[*].instances[*].id", "[[\"i-1\",\"i-2\"],[\"i-3\"]]"},
    {"reservations[].instances[?state=='running'].id[]", "[\"i-1\",\"i-3\"]"},
    {"reservations[0].instances[0].id", "\"i-1\""},
    {"nested[]", "[1,[2],3,4]"},
    {"nested[][]", "[1,2,3,4]"},
    {"map.*.v", "[1,2]"},
    {"*.b", "[{\"c\":7}]"},
    {"map.*", "[{\"v\":1},{\"v\":2},3]"},
    {"zero || 'x'", "0"},
    {"empty || 'x'", "\"x\""},
    {"!empty", "true"},
    {"flag && text", "\"häuser\""},
    {"missing == `null`", "true"},
    {"a.d == `[1, 2, 3]`", "true"},
    {"text < `3`", "null"},
    {"`\"x\"`", "\"x\""},
    {"'it\\'s'", "\"it's\""},
    {"@.zero", "0"},
    {"(a || b).d[0]", "1"},
    {"length(people)", "3"},
    {"length(text)", "6"},
    {"reverse(text)", "\"resuäh\""},
    {"sort(numbers)", "[1,2,3]"},
    {"sort_by(people, &age)[*].age", "[20,25,30]"},
    {"sort_by(people, &name)", "error"},
    {"max_by(people, &age).name", "\"eva\""},
    {"min(numbers)", "1"},
    {"sum(numbers)", "6"},
    {"avg(numbers)", "2E0"},
    {"join(',', words)", "\"b,a\""},
    {"join(',', numbers)", "error"},
    {"contains(words, 'a')", "true"},
    {"contains(text, 'use')", "true"},
    {"starts_with(text, 'h')", "true"},
    {"keys(map)", "[\"k\",\"l\",\"m\"]"},
    {"map(&name, people)", "[\"eva\",\"ann\",null]"},
    {"merge(a.b, `{\"c\": 8, \"d\": 9}`)", "{\"c\":8,\"d\":9}"},
    {"not_null(missing, zero)", "0"},
    {"to_number('12')", "12"},
    {"to_number('x')", "null"},
    {"to_string(a.d)", "\"[1,2,3]\""},
    {"to_array(zero)", "[0]"},
    {"type(map)", "\"object\""},
    {"ceil(`1.2`)", "2"},
    {"floor(`-1.2`)", "-2"},
    {"abs(`-3`)", "3"},
    // The AWS CLI's waiter for stable services.
    {"length(services[?!(length(deployments) == `1` && runningCount == desiredCount)]) == `0`", "error"},
    {"length(people[?!(length(tags || `[]`) == `1` && age == `20`)]) == `2`", "true"},
    {"nofunction(a)", "error"},
    {"length()", "error"},
    {"length(zero)", "error"},
    {"a.", "error"},
    {"a..b", "error"},
    {"a[", "error"},
    {"[0", "error"},
    {"a b", "error"},
    {"'x", "error"},
    {"a.0", "error"},
    {"a.{b: }", "error"},
    {"", "error"},
    {"#", "error"},
    {"&a", "error"},
};
INSTANTIATE_TEST_SUITE_P(Table, Selects, testing::ValuesIn(kRows));

TEST(JmesPath, DepthAndWorkAreBounded) {
  EXPECT_EQ(outcome(std::string(100'000, '(') + "a"), "error");
  EXPECT_EQ(outcome(std::string(100'000, '!') + "a"), "error");
  EXPECT_EQ(outcome(std::string(100'000, '[')), "error");
  std::string chain = "a";
  for (int at = 0; at < 100'000; ++at) chain += ".a";
  EXPECT_EQ(outcome(chain), "error");
  // Each call maps over the list once more: 10^7 elements without the bound.
  const std::string ten = "`[0,1,2,3,4,5,6,7,8,9]`";
  std::string power = "@";
  for (int at = 0; at < 7; ++at) power = "map(&" + power + ", " + ten + ")";
  EXPECT_EQ(outcome(power), "error");
}

TEST(JmesPath, SaysWhereAnExpressionIsWrong) {
  EXPECT_EQ(Expression::parse("a.").error().message,
            "Invalid jmespath expression: Incomplete expression:\n\"a.\"\n   ^");
  EXPECT_EQ(Expression::parse("a b").error().message,
            "Invalid token: Parse error at column 2, token \"b\", for expression:\n\"a b\"\n   ^");
}

}  // namespace
}  // namespace eni::jmespath
