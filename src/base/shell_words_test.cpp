#include "base/shell_words.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni {
namespace {

TEST(ShellWords, AreThoseOfAPosixShell) {
  const struct {
    const char* text;
    const char* words;  ///< joined by '|'
  } rows[] = {
      {"", ""},
      {"  a\tb  ", "a|b"},
      {R"(a "b c" 'd e')", "a|b c|d e"},
      {R"(a\ b "c\"d\x" 'e\f')", R"(a b|c"d\x|e\f)"},
      {R"(pre"fix"ed "" b)", "prefixed||b"},
      {"a # no comment", "a|#|no|comment"},
  };
  for (const auto& row : rows) EXPECT_EQ(join(shell_words(row.text).value(), "|"), row.words) << row.text;
}

TEST(ShellWords, MustEnd) {
  EXPECT_EQ(shell_words("a 'b").error().message, "a quotation is not closed");
  EXPECT_EQ(shell_words("a\\").error().message, "a backslash at the end");
}

}  // namespace
}  // namespace eni
