#include "base/excerpt.h"

#include <gtest/gtest.h>

namespace eni {
namespace {

TEST(Excerpt, IsTheTextOrItsBeginning) {
  const struct {
    std::string_view text;
    std::size_t max_bytes;
    std::string_view expected;
  } rows[] = {
      {"", 3, ""},
      {"abc", 3, "abc"},
      {"abcd", 3, "abc..."},
      {"ab\u00fc", 3, "ab..."},
      {"a\u00fcb", 3, "a\u00fc..."},
      {"\U0001F600\U0001F600", 3, "..."},
  };
  for (const auto& row : rows) EXPECT_EQ(excerpt(row.text, row.max_bytes), row.expected) << row.text;
}

TEST(Excerpt, IsShortWithoutBeingTold) { EXPECT_EQ(excerpt(std::string(3'000'000, 'x')).size(), 259U); }

}  // namespace
}  // namespace eni
