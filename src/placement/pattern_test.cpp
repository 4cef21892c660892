#include "placement/pattern.h"

#include <gtest/gtest.h>

namespace eni::placement {
namespace {

struct Match {
  std::string_view pattern;
  std::string_view value;
  bool matches;
};

TEST(Pattern, MatchesTheWholeValue) {
  const Match rows[] = {
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
  };
  for (const Match& row : rows) {
    const auto pattern = Pattern::compile(row.pattern);
    ASSERT_TRUE(pattern.has_value()) << row.pattern << ": " << pattern.error();
    EXPECT_EQ(pattern->matches(row.value), row.matches) << row.pattern << " and " << row.value;
  }
}

TEST(Pattern, WhatItDoesNotKnowIsRefusedByNameAndPlace) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"*a", "pattern '*a', position 1: nothing to repeat before '*'"},
      {"a**", "pattern 'a**', position 3: nothing to repeat before '*'"},
      {"(a", "pattern '(a', position 3: expected ')'"},
      {"a)", "pattern 'a)', position 2: ')' without '('"},
      {"[a", "pattern '[a', position 3: expected ']'"},
      {"[z-a]", "pattern '[z-a]', position 3: not a range of characters"},
      {"[a&&b]", "pattern '[a&&b]', position 3: sets of sets are not supported"},
      {"a{2,1}", "pattern 'a{2,1}', position 3: expected {n}, {n,} or {n,m} with numbers up to 1000"},
      {"(a)\\1", "pattern '(a)\\1', position 5: \\1 is not supported"},
      {"\\bx", "pattern '\\bx', position 2: \\b is not supported"},
      {"\\", "pattern '\\', position 2: expected a character after '\\'"},
      {"(?=a)", "pattern '(?=a)', position 3: only (?:…) is supported of the groups that begin with (?"},
      {"a++", "pattern 'a++', position 3: possessive repetition is not supported"},
      {"(a{1000}){1000}", "pattern '(a{1000}){1000}', position 16: the pattern is too large"},
  };
  for (const auto& [pattern, message] : rows) {
    const auto compiled = Pattern::compile(pattern);
    ASSERT_TRUE(compiled.has_error()) << pattern;
    EXPECT_EQ(compiled.error().message, message);
  }
}

TEST(Pattern, NoneTakesLong) {
  const auto pattern = Pattern::compile("(a*)*(a|a|aa)+b");
  ASSERT_TRUE(pattern.has_value());
  EXPECT_FALSE(pattern->matches(std::string(128, 'a')));
}

TEST(Pattern, DeepNestingIsRefused) {
  EXPECT_TRUE(Pattern::compile(std::string(900, '(') + std::string(900, ')')).has_error());
}

}  // namespace
}  // namespace eni::placement
