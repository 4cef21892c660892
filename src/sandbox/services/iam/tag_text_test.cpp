#include "sandbox/services/iam/tag_text.h"

#include <gtest/gtest.h>

namespace eni::sandbox::iam_service {
namespace {

TEST(TagText, IsLettersDigitsSpacesAndAFewSigns) {
  for (const char* text : {"", "cost center", "a_b.c:d/e=f+g-h@i", "Größe", "部署", "ключ", "½"})
    EXPECT_TRUE(is_tag_text(text)) << text;
  for (const char* text : {"NOWAY!", "a,b", "a*", "a\tb", "a\x7F", "„a“", "5 €", "a→b", "😀", "\xFF"})
    EXPECT_FALSE(is_tag_text(text)) << text;
}

}  // namespace
}  // namespace eni::sandbox::iam_service
