#include "base/regular_expression.h"

#include <gtest/gtest.h>

namespace eni {
namespace {

struct Row {
  std::string_view pattern;
  std::string_view value;
  bool matches;
};

TEST(RegularExpression, MatchesTheWholeValue) {
  const Row rows[] = {
      {"g2.*", "g2.2xlarge", true},
      {"g2.*", "xg2.2xlarge", false},
      {"g2", "g2.2xlarge", false},
      {"", "", true},
      {"", "a", false},
      {"c5\\.large", "c5.large", true},
      {"c5\\.large", "c5xlarge", false},
      {"c5.large", "c5xlarge", true},
      {"[cm]5\\..*", "m5.large", true},
      {"[^cm]5\\..*", "m5.large", false},
      {"[a-c]+", "abcabc", true},
      {"[a-c]+", "abd", false},
      {"[]a]", "]", true},
      {"[a-]", "-", true},
      {"[\\d.]+", "1.14.5", true},
      {"t[23]\\.(nano|micro)", "t3.micro", true},
      {"t[23]\\.(nano|micro)", "t3.small", false},
      {"a|b|cd", "cd", true},
      {"a|b|cd", "bd", false},
      {"a|", "", true},
      {"(?:ab)*c?", "ababc", true},
      {"(a|b)*", "abba", true},
      {"(a|b)+c", "c", false},
      {"(a|b|)+c", "c", true},
      {"x{2}", "xx", true},
      {"x{2}", "xxx", false},
      {"x{2,}", "xxx", true},
      {"x{1,2}y{0}", "xx", true},
      {"(ab|c){2,3}", "abcab", true},
      {"(ab|c){2,3}", "ab", false},
      {"^us-east-1[a-c]$", "us-east-1b", true},
      {"a^b", "ab", false},
      {".*?5", "c5", true},
      {"\\w+-\\d\\s", "a_1-2 ", true},
      {"\\W\\D\\S", "-x.", true},
      {"\\t", "\t", true},
      {".", "\n", false},
      {"a.c", "a\u00fcc", true},
      {".{3}", "a\u00fcc", true},
      {"[^a]", "\u00fc", true},
      {"[\u00e4-\u00fc]", "\u00f6", true},
      {"[\u00e4-\u00fc]", "o", false},
      {"\\W", "\u00fc", true},
      {"[\\x20-\\x7E]+", "a ~", true},
      {"[\\x20-\\x7E]+", "a\t", false},
      {"[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "a\U0001F600\n", true},
      {"\\uD83D\\uDE00", "\U0001F600", true},
      {"\\p{Alnum}+", "aZ9", true},
      {"\\p{Alnum}+", "a-", false},
      {"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", "Größe 部 ½=٣", true},
      {"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", "a€", false},
      {"\\p{S}\\p{P}\\P{L}", "€!1", true},
      {"[\\P{Punct}]", "a", true},
      {"(?<year>\\d{4})", "2024", true},
      {"\\Aab\\z", "ab", true},
      {"a$\\n", "a\n", true},
      {"a\\z\\n", "a\n", false},
      {"\\bab\\b", "ab", true},
      {"a\\bb", "ab", false},
      {"a\\Bb", "ab", true},
      {".{1,4096}", "abc", true},
      {"(?=.*\\d)(?=.*[A-Z]).{3,}", "aB3", true},
      {"(?=.*\\d)(?=.*[A-Z]).{3,}", "ab3", false},
      {"(?!-)[a-z-]+", "a-b", true},
      {"(?!-)[a-z-]+", "-ab", false},
      {"(a(?=b)|b)+", "abab", true},
      {"(a(?=b)|b)+", "aab", false},
      {"(?!(?!a)).*", "ab", true},
      {"(a{0}|b){2}", "b", true},
  };
  for (const Row& row : rows) {
    const auto pattern = RegularExpression::compile(row.pattern);
    ASSERT_TRUE(pattern.has_value()) << row.pattern << ": " << pattern.error();
    MatchBudget budget;
    EXPECT_EQ(pattern->matches(row.value, budget), row.matches ? Match::kYes : Match::kNo)
        << row.pattern << " and " << row.value;
  }
}

TEST(RegularExpression, WhatItDoesNotKnowIsRefusedByNameAndPlace) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"*a", "pattern '*a', position 1: nothing to repeat before '*'"},
      {"a**", "pattern 'a**', position 3: nothing to repeat before '*'"},
      {"(a", "pattern '(a', position 3: expected ')'"},
      {"a)", "pattern 'a)', position 2: ')' without '('"},
      {"[a", "pattern '[a', position 3: expected ']'"},
      {"[z-a]", "pattern '[z-a]', position 3: not a range of characters"},
      {"[a&&b]", "pattern '[a&&b]', position 3: sets of sets are not supported"},
      {"a{2,1}", "pattern 'a{2,1}', position 3: expected {n}, {n,} or {n,m}"},
      {"(a)\\1", "pattern '(a)\\1', position 5: \\1 is not supported"},
      {"\\Gx", "pattern '\\Gx', position 2: \\G is not supported"},
      {"\\p{Lu}", "pattern '\\p{Lu}', position 2: \\p{Lu} is not supported"},
      {"[a-\\d]", "pattern '[a-\\d]', position 3: not a range of characters"},
      {"\\u12", "pattern '\\u12', position 2: expected 4 hexadecimal digits"},
      {"\\", "pattern '\\', position 2: expected a character after '\\'"},
      {"(?>a)",
       "pattern '(?>a)', position 3: only (?:…), (?=…), (?!…) and (?<name>…) are supported of the groups "
       "that begin with (?"},
      {"(?<=a)",
       "pattern '(?<=a)', position 3: only (?:…), (?=…), (?!…) and (?<name>…) are supported of the groups "
       "that begin with "
       "(?"},
      {"a++", "pattern 'a++', position 3: possessive repetition is not supported"},
      {"(a{1000}){1000}", "pattern '(a{1000}){1000}', position 16: the pattern is too large"},
  };
  for (const auto& [pattern, message] : rows) {
    const auto compiled = RegularExpression::compile(pattern);
    ASSERT_TRUE(compiled.has_error()) << pattern;
    EXPECT_EQ(compiled.error().message, message);
  }
}

TEST(RegularExpression, WhatWouldBacktrackIsMatchedInOneWay) {
  const auto pattern = RegularExpression::compile("(a*)*(a|a|aa)+b");
  ASSERT_TRUE(pattern.has_value());
  MatchBudget budget{50'000};
  EXPECT_EQ(pattern->matches(std::string(1000, 'a'), budget), Match::kNo);
}

TEST(RegularExpression, AllMatchesOfABudgetTakeItsSteps) {
  const auto pattern = RegularExpression::compile("(.?){900}(a?){900}q");
  ASSERT_TRUE(pattern.has_value());
  MatchBudget budget;
  EXPECT_EQ(pattern->matches("a", budget), Match::kNo);
  EXPECT_EQ(pattern->matches(std::string(4096, 'a'), budget), Match::kTooManySteps);
  EXPECT_EQ(pattern->matches("q", budget), Match::kTooManySteps);
}

TEST(RegularExpression, LookingAheadTakesStepsToo) {
  const auto pattern = RegularExpression::compile("((?=(a|a)*b)a)*");
  ASSERT_TRUE(pattern.has_value());
  MatchBudget enough;
  EXPECT_EQ(pattern->matches(std::string(200, 'a'), enough), Match::kNo);
  MatchBudget budget{100'000};
  EXPECT_EQ(pattern->matches(std::string(4000, 'a') + "b", budget), Match::kTooManySteps);
}

TEST(RegularExpression, SearchesAheadTakeWhatTheyCost) {
  const auto pattern = RegularExpression::compile("(?:(?=(?=(?=a)a)a)a)*");
  ASSERT_TRUE(pattern.has_value());
  MatchBudget some;
  EXPECT_EQ(pattern->matches(std::string(1000, 'a'), some), Match::kYes);
  MatchBudget budget;
  EXPECT_EQ(pattern->matches(std::string(50'000, 'a'), budget), Match::kTooManySteps);
}

TEST(RegularExpression, WhatIsTooLargeIsRefusedBeforeItGrows) {
  std::string many_copies;
  for (int i = 0; i < 1000; ++i) many_copies += "(a{9000}){0}";
  const std::string rows[] = {
      "((a{0,1000}){0,1000}){0,1000}b",
      "((((a|){9999}){9999}){9999}){9999}",
      "a{99999999999999999}",
      "a{9999999}",
      many_copies,
      std::string(900, '(') + std::string(900, ')'),
      std::string(1'000'000, 'a'),
      std::string(1'000'000, '|'),
      "(?=" + std::string(15'000, 'a') + "b{9000})",
  };
  for (const std::string& row : rows) {
    const auto compiled = RegularExpression::compile(row);
    ASSERT_TRUE(compiled.has_error()) << row.substr(0, 80);
    EXPECT_LT(compiled.error().message.size(), 400U);
  }
}

}  // namespace
}  // namespace eni
