#include "sandbox/gateway/tag_text.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

TEST(TagText, IsLettersDigitsSpacesAndAFewSigns) {
  for (const char* text : {"", "cost center", "a_b.c:d/e=f+g-h@i", "Größe", "部署", "ключ", "½"})
    EXPECT_TRUE(is_tag_text(text)) << text;
  for (const char* text : {"NOWAY!", "a,b", "a*", "a\tb", "a\x7F", "„a“", "5 €", "a→b", "😀", "\xFF"})
    EXPECT_FALSE(is_tag_text(text)) << text;
}

TEST(TagText, EachTagThatIsWrongIsNamedByItsPlace) {
  const Params none{json::object{}};
  ConstraintChecker checker{none};
  check_tags({{{"Key", "a"}, {"Value", "b"}}, {{"Key", "NOWAY!"}, {"Value", std::string(257, 'x')}}},
             checker);
  const auto checked = checker.check();
  ASSERT_TRUE(checked.has_error());
  EXPECT_EQ(
      checked.error().message,
      "2 validation errors detected: Value 'NOWAY!' at 'tags.2.member.key' failed to satisfy constraint: "
      "Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+; Value '" +
          std::string(257, 'x') +
          "' at 'tags.2.member.value' failed to satisfy constraint: Member must have length less than or "
          "equal to 256");
}

}  // namespace
}  // namespace eni::sandbox
