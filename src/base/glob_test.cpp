#include "base/glob.h"

#include <gtest/gtest.h>
#include <string>

namespace eni {
namespace {

constexpr GlobSyntax kStars{};
constexpr GlobSyntax kBoth{'*', '?', {}};
constexpr GlobSyntax kEscaped{'*', '?', '\\'};

struct Row {
  std::string_view pattern;
  std::string_view value;
  bool matches;
};

TEST(Glob, StarsStandForAnything) {
  const Row rows[] = {
      {"", "", true},          {"", "a", false},          {"a", "", false},
      {"*", "", true},         {"*", "anything", true},   {"**", "", true},
      {"abc", "abc", true},    {"abc", "ab", false},      {"abc", "abcd", false},
      {"a*", "a", true},       {"*a", "ba", true},        {"*a", "ab", false},
      {"a*b*c", "abbc", true}, {"a*b*c", "acb", false},   {"*ab", "aab", true},
      {"a*a", "a", false},     {"*ab*ab*", "abab", true}, {"*ab*ab*", "aba", false},
      {"a?", "ab", false},     {"a?", "a?", true},        {"\\*", "\\x", true},
  };
  for (const Row& row : rows)
    EXPECT_EQ(glob_matches(row.pattern, row.value, kStars), row.matches) << row.pattern << " " << row.value;
}

TEST(Glob, QuestionMarksStandForOneByte) {
  const Row rows[] = {
      {"?", "a", true},         {"?", "", false},     {"?", "ab", false},        {"?*?", "ab", true},
      {"?*?", "a", false},      {"a?c", "abc", true}, {"*a?c*", "xaabcx", true}, {"*a?c", "abcaxc", true},
      {"*a?c*", "acac", false}, {"\\?", "\\a", true},
  };
  for (const Row& row : rows)
    EXPECT_EQ(glob_matches(row.pattern, row.value, kBoth), row.matches) << row.pattern << " " << row.value;
}

TEST(Glob, EscapedCharactersArePlain) {
  const Row rows[] = {
      {"\\*", "*", true},     {"\\*", "a", false},    {"a\\?b", "a?b", true}, {"a\\?b", "axb", false},
      {"*\\**", "a*b", true}, {"*\\**", "ab", false}, {"\\\\", "\\", true},   {"a\\", "a\\", true},
      {"*\\*", "a*", true},   {"*\\*", "*a", false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(glob_matches(row.pattern, row.value, kEscaped), row.matches) << row.pattern << " " << row.value;
}

TEST(Glob, ManyStarsAreReadOnce) {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "*a";
  const std::string value(1'000'000, 'a');
  EXPECT_FALSE(glob_matches(pattern + "*b", value, kStars));
  EXPECT_TRUE(glob_matches(pattern + "*", value, kStars));
}

TEST(Glob, ALongSegmentThatNearlyFitsEverywhereIsReadOnce) {
  const std::string near(500'000, 'a');
  EXPECT_FALSE(glob_matches("*" + near + "b*", std::string(1'000'000, 'a'), kStars));
  EXPECT_FALSE(glob_matches("*b" + near, std::string(1'000'000, 'a'), kStars));
}

}  // namespace
}  // namespace eni
