#include "eni_trunking/output/text_layout.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

TEST(TextLayout, LinesAreBrokenAtSpaces) {
  const std::string words = "0123456 0123456 0123456 0123456 0123456 0123456 0123456 0123456 0123456 0123456";
  EXPECT_EQ(wrapped(words, ""), words + "\n");
  EXPECT_EQ(wrapped(words, "  "), "  " + words.substr(0, 71) + "\n  0123456\n");
  EXPECT_EQ(wrapped(std::string(100, 'x'), " "), " " + std::string(100, 'x') + "\n");
  EXPECT_EQ(wrapped("a\nb\n", " "), " a\n b\n");
}

}  // namespace
}  // namespace eni::command
