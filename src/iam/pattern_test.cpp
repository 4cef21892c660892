#include "iam/pattern.h"

#include <gtest/gtest.h>

namespace eni::iam {
namespace {

struct WildcardRow {
  const char* name;
  const char* pattern;
  const char* value;
  bool matches;
};

constexpr WildcardRow kWildcardRows[] = {
    {"same text", "abc", "abc", true},
    {"other case", "abc", "ABC", false},
    {"shorter", "abc", "ab", false},
    {"longer", "abc", "abcd", false},
    {"star alone", "*", "anything", true},
    {"star matches nothing", "a*", "a", true},
    {"star in the middle", "logs-*-eu", "logs-2024-eu", true},
    {"star in the middle, other end", "logs-*-eu", "logs-2024-us", false},
    {"star at the front", "*-eu", "logs-eu", true},
    {"two stars", "a*b*c", "a-b-b-c", true},
    {"star gives back", "*ab", "aab", true},
    {"question mark is one", "a?c", "abc", true},
    {"question mark is not none", "a?c", "ac", false},
    {"question mark is not two", "a?c", "abbc", false},
    {"question marks and stars", "?*?", "ab", true},
    {"question marks and stars, too short", "?*?", "a", false},
    {"empty pattern, empty text", "", "", true},
    {"empty pattern", "", "a", false},
    {"only stars, empty text", "**", "", true},
    {"many stars end soon", "*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
};

TEST(Wildcards, StandForOtherCharacters) {
  for (const auto& row : kWildcardRows)
    EXPECT_EQ(matches_wildcards(row.pattern, row.value), row.matches) << row.name;
}

constexpr WildcardRow kArnRows[] = {
    {"everything", "*", "arn:aws:s3:::bucket", true},
    {"everything, no ARN", "*", "*", true},
    {"the same", "arn:aws:s3:::bucket", "arn:aws:s3:::bucket", true},
    {"other bucket", "arn:aws:s3:::bucket", "arn:aws:s3:::other", false},
    {"objects", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b", true},
    {"the bucket is not its objects", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false},
    {"region wildcard", "arn:aws:ecs:*:111122223333:cluster/x",
     "arn:aws:ecs:eu-central-1:111122223333:cluster/x", true},
    {"account wildcard", "arn:aws:iam::*:role/x", "arn:aws:iam::111122223333:role/x", true},
    {"wildcard stays in its field", "arn:aws:ecs:*:cluster/x",
     "arn:aws:ecs:eu-central-1:111122223333:cluster/x", false},
    {"resource field holds colons", "arn:aws:logs:*:*:log-group:/a:*",
     "arn:aws:logs:eu-central-1:1:log-group:/a:log-stream:b", true},
    {"incomplete ARN is completed", "arn:aws:sqs", "arn:aws:sqs:eu-central-1:111122223333:queue", true},
    {"incomplete ARN, other service", "arn:aws:sqs", "arn:aws:sns:eu-central-1:111122223333:topic", false},
    {"incomplete with wildcard", "arn:aws:ec*", "arn:aws:ecs:eu-central-1:111122223333:cluster/x", true},
    {"everything as an ARN", "arn:*", "arn:aws:sns:eu-central-1:111122223333:topic", true},
    {"partition differs", "arn:aws:s3:::b", "arn:aws-cn:s3:::b", false},
    {"partition wildcard", "arn:*:s3:::b", "arn:aws-cn:s3:::b", true},
    {"an ARN does not match the resource of actions without resources", "arn:aws:ecs:*:*:cluster/*", "*",
     false},
    {"question mark in the resource", "arn:aws:s3:::bucket-?", "arn:aws:s3:::bucket-1", true},
    {"service is compared with case", "arn:aws:S3:::b", "arn:aws:s3:::b", false},
};

TEST(ArnWildcards, MatchFieldByField) {
  for (const auto& row : kArnRows)
    EXPECT_EQ(matches_marked_arn(mark_wildcards(row.pattern), row.value), row.matches) << row.name;
}

struct VariableRow {
  const char* name;
  const char* text;
  const char* value;
  bool matches;
};

const ContextMap kKeys{
    {"aws:username", {"ann"}}, {"aws:PrincipalTag/team", {"red*"}}, {"aws:TagKeys", {"a", "b"}}};

constexpr VariableRow kVariableRows[] = {
    {"a key", "home/${aws:username}/*", "home/ann/x", true},
    {"a key of another value", "home/${aws:username}/*", "home/bob/x", false},
    {"keys have no case", "${AWS:UserName}", "ann", true},
    {"a value's star is plain", "${aws:PrincipalTag/team}", "redder", false},
    {"a value's star matches itself", "${aws:PrincipalTag/team}", "red*", true},
    {"an absent key matches nothing", "${aws:SourceIp}*", "10", false},
    {"a default", "${aws:PrincipalTag/none, 'blue'}", "blue", true},
    {"a default is not used for a present key", "${aws:username, 'blue'}", "blue", false},
    {"an empty default", "x${aws:PrincipalTag/none, ''}", "x", true},
    {"several values fill nothing in", "${aws:TagKeys}", "a", false},
    {"a star", "a${*}b", "a*b", true},
    {"a star is no wildcard", "a${*}b", "axb", false},
    {"a question mark", "a${?}", "a?", true},
    {"a question mark is no wildcard", "a${?}", "ab", false},
    {"a dollar", "${$}{aws:username}", "${aws:username}", true},
    {"two variables", "${aws:username}-${aws:username}", "ann-ann", true},
    {"not closed", "${aws:username", "${aws:username", true},
};

TEST(PolicyVariables, AreFilledIn) {
  for (const auto& row : kVariableRows) {
    const Pattern pattern{row.text, Variables::kExpand, Wildcards::kMatch};
    const auto expanded = pattern.expand(kKeys);
    EXPECT_EQ(expanded && matches_marked(*expanded, row.value), row.matches) << row.name;
  }
}

TEST(PolicyVariables, MakeNoTextLongerThanARequest) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "${aws:username}";
  const ContextMap keys{{"aws:username", {std::string(100'000, 'a')}}};
  EXPECT_EQ(Pattern(text, Variables::kExpand, Wildcards::kMatch).expand(keys), std::nullopt);
}

TEST(PolicyVariables, ArePlainTextBefore2012) {
  const Pattern pattern{"${aws:username}", Variables::kPlain, Wildcards::kMatch};
  ASSERT_NE(pattern.fixed(), nullptr);
  EXPECT_TRUE(matches_marked(*pattern.fixed(), "${aws:username}"));
}

TEST(PolicyVariables, NameTheirKeys) {
  const Pattern pattern{"${aws:UserName}/${s3:prefix, 'x'}", Variables::kExpand, Wildcards::kMatch};
  EXPECT_EQ(pattern.keys(), (std::vector<std::string>{"aws:UserName", "s3:prefix"}));
}

}  // namespace
}  // namespace eni::iam
