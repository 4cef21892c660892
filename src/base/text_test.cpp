#include "base/text.h"

#include <gtest/gtest.h>

namespace eni {
namespace {

TEST(Text, SplitKeepsEmptyPieces) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string>{""}));
}

TEST(Text, IntegersAreReadWholeOrNotAtAll) {
  const struct {
    const char* text;
    std::optional<long long> value;
  } rows[] = {{"14", 14},
              {"-3", -3},
              {"", std::nullopt},
              {"+1", std::nullopt},
              {"1 ", std::nullopt},
              {"1.0", std::nullopt},
              {"99999999999999999999", std::nullopt}};
  for (const auto& row : rows) EXPECT_EQ(parse_integer(row.text), row.value) << row.text;
}

TEST(Text, Base64RoundTripsAndRefusesWhatIsNot) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
    EXPECT_EQ(base64_decode(base64_encode(text)), text);
  EXPECT_EQ(base64_encode("fo"), "Zm8=");
  for (const char* bad : {"Zg", "Z===", "Zm9*", "Zg==Zg=="})
    EXPECT_EQ(base64_decode(bad), std::nullopt) << bad;
}

TEST(Text, PercentEncodingFollowsSigV4) {
  EXPECT_EQ(percent_encode("a b/ü~*"), "a%20b%2F%C3%BC~%2A");
  EXPECT_EQ(percent_encode("a/b", Slash::kKeep), "a/b");
  EXPECT_EQ(percent_decode("a%20b%2"), "a b%2");
  EXPECT_EQ(percent_decode("a+b", Plus::kSpace), "a b");
}

TEST(Text, PartsAreAppendedInTheirOrder) {
  std::string out = "a";
  append(out, {"b", "", std::string(100, 'c'), "d"});
  EXPECT_EQ(out, "ab" + std::string(100, 'c') + "d");
}

TEST(Text, HexIsOfLowerCase) { EXPECT_EQ(hex(std::string_view{"\x00\x09\xaf\xff", 4}), "0009afff"); }

TEST(Text, XmlEscapesWhatMeansSomethingAndWhatItCannotHold) {
  EXPECT_EQ(xml_escape("a<b>&\"\r\n\tc\x01"), "a&lt;b&gt;&amp;&quot;&#13;\n\tc\xEF\xBF\xBD");
}

TEST(Text, FindsControlCharactersWhereverTheyAre) {
  const std::string plain = "0123456789 ~\x80\xff\xc3\xbc abcdefgh";
  EXPECT_FALSE(has_control_characters(plain));
  EXPECT_FALSE(has_control_characters(""));
  for (const char c : {'\0', '\t', '\x1f', '\x7f'})
    for (std::size_t at = 0; at <= plain.size(); ++at)
      EXPECT_TRUE(has_control_characters(std::string(plain).insert(at, 1, c))) << at;
}

TEST(Text, IequalsKnowsAsciiOnly) {
  EXPECT_TRUE(iequals("Content-Type", "content-tYPE"));
  EXPECT_FALSE(iequals("ab", "abc"));
  EXPECT_FALSE(iequals("[", "{"));
}

TEST(Text, Utf8IsCheckedMendedAndCutOnCodePoints) {
  EXPECT_TRUE(is_valid_utf8("aü€😀"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_FALSE(is_valid_utf8(bad));
    EXPECT_TRUE(is_valid_utf8(to_valid_utf8(bad)));
  }
  EXPECT_EQ(utf8_prefix("a€", 3), "a");
  EXPECT_EQ(utf8_prefix("a€", 4), "a€");
}

TEST(Text, EditDistanceCountsASwapOnce) {
  EXPECT_EQ(edit_distance("sandbox", "sanbdox"), 1U);
  EXPECT_EQ(edit_distance("demo", "dmo"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

}  // namespace
}  // namespace eni
