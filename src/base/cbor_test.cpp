#include "base/cbor.h"

#include <cmath>
#include <gtest/gtest.h>

namespace eni {
namespace {

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2)
    out += static_cast<char>(std::stoi(std::string(text.substr(at, 2)), nullptr, 16));
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char byte : bytes) {
    out += kDigits[static_cast<unsigned char>(byte) >> 4];
    out += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

/// The value as JSON, or the error.
std::string read(std::string_view hex, const CborLimits& limits = {}) {
  const auto value = parse_cbor(from_hex(hex), limits);
  return value ? json::serialize(*value) : value.error().message;
}

// Source: RFC 8949, Appendix A, and what Smithy's protocol tests add.
TEST(Cbor, IsRead) {
  struct Case {
    const char* hex;
    const char* json;
  };
  const Case cases[] = {
      {"00", "0"},
      {"1818", "24"},
      {"1903e8", "1000"},
      {"1b000000e8d4a51000", "1000000000000"},
      {"1b7fffffffffffffff", "9223372036854775807"},
      {"20", "-1"},
      {"3903e7", "-1000"},
      {"3b7fffffffffffffff", "-9223372036854775808"},
      {"f93c00", "1E0"},
      {"f90001", "5.960464477539063E-8"},
      {"f9c400", "-4E0"},
      {"fa47c35000", "1E5"},
      {"fb3ff199999999999a", "1.1E0"},
      {"f4", "false"},
      {"f5", "true"},
      {"f6", "null"},
      {"f7", "null"},
      {"c11a514b67b0", "1363896240"},
      {"c1fb41d452d9ec200000", "1.3638962405E9"},
      {"4401020304", R"("AQIDBA==")"},
      {"6449455446", R"("IETF")"},
      {"62c3bc", R"("ü")"},
      {"80", "[]"},
      {"83010203", "[1,2,3]"},
      {"a26161016162820203", R"({"a":1,"b":[2,3]})"},
      {"a2616101616102", R"({"a":2})"},
      {"9fff", "[]"},
      {"9f018202039f0405ffff", "[1,[2,3],[4,5]]"},
      {"bf61610161629f0203ffff", R"({"a":1,"b":[2,3]})"},
      {"7f657374726561646d696e67ff", R"("streaming")"},
      {"5f42010243030405ff", R"("AQIDBAU=")"},
  };
  for (const Case& c : cases) EXPECT_EQ(read(c.hex), c.json) << c.hex;
}

TEST(Cbor, WhatIsNoNumberIsReadAsSuch) {
  EXPECT_TRUE(std::isnan(parse_cbor(from_hex("f97e00"))->as_double()));
  EXPECT_EQ(parse_cbor(from_hex("f97c00"))->as_double(), INFINITY);
  EXPECT_EQ(parse_cbor(from_hex("f9fc00"))->as_double(), -INFINITY);
}

TEST(Cbor, WhatCannotBeReadIsToldWithItsPlace) {
  struct Case {
    const char* hex;
    const char* reason;
  };
  const Case cases[] = {
      {"", "it ends at byte 0"},
      {"19", "it ends at byte 1"},
      {"1901", "it ends at byte 1"},
      {"83", "it ends at byte 1"},
      {"9bffffffffffffffff", "it ends at byte 9"},  // No memory for what only a length promises.
      {"7bffffffffffffffff61", "it ends at byte 9"},
      {"9f01", "it ends at byte 2"},
      {"bf", "it ends at byte 1"},
      {"a161", "it ends at byte 2"},
      {"a10102", "a key that is no text at byte 2"},
      {"0000", "more after its end at byte 1"},
      {"1c", "a reserved length at byte 1"},
      {"1f", "an unexpected break or length at byte 1"},
      {"ff", "an unexpected break or length at byte 1"},
      {"1b8000000000000000", "an integer of more than 64 bits at byte 9"},
      {"1bffffffffffffffff", "an integer of more than 64 bits at byte 9"},
      {"3bffffffffffffffff", "an integer of more than 64 bits at byte 9"},
      {"61ff", "text that is not UTF-8 at byte 2"},
      {"7f4100ff", "a piece of another kind at byte 2"},
      {"7f7fffff", "a piece of another kind at byte 2"},
      {"c001", "the tag 0 at byte 1"},
      {"c16161", "a time that is no number at byte 3"},
      {"f8ff", "an unknown simple value at byte 2"},
      {"e0", "an unknown simple value at byte 1"},
  };
  for (const Case& c : cases) EXPECT_EQ(read(c.hex), std::string("not valid CBOR: ") + c.reason) << c.hex;
}

TEST(Cbor, DepthAndSizeAreLimited) {
  std::string nested;
  for (int i = 0; i < 65; ++i) nested += "81";
  EXPECT_EQ(read(nested + "00"), "not valid CBOR: nested deeper than 64 at byte 65");
  EXPECT_EQ(read(nested.substr(2) + "00").substr(0, 2), "[[");
  std::string tags(200'000, 'c');
  for (std::size_t at = 1; at < tags.size(); at += 2) tags[at] = '1';
  EXPECT_EQ(read(tags + "00"), "not valid CBOR: nested deeper than 64 at byte 65");
  EXPECT_EQ(read("83010203", {.items = 3}), "not valid CBOR: more than 3 items at byte 3");
  EXPECT_EQ(read("83010203", {.items = 4}), "[1,2,3]");
  EXPECT_EQ(read("83010203", {.bytes = 3}), "not valid CBOR: more than 3 bytes at byte 0");
}

TEST(Cbor, IsWrittenInTheShortestForm) {
  CborWriter writer;
  writer.map(2);
  writer.text("a");
  writer.list(7);
  writer.integer(23);
  writer.integer(24);
  writer.integer(65536);
  writer.integer(-1);
  writer.integer(-4294967297);
  writer.boolean(true);
  writer.null();
  writer.text("b");
  writer.epoch_seconds(1363896240.5);
  EXPECT_EQ(to_hex(writer.take()),
            "a2"
            "6161"
            "87"
            "17"
            "1818"
            "1a00010000"
            "20"
            "3b0000000100000000"
            "f5"
            "f6"
            "6162"
            "c1fb41d452d9ec200000");
}

TEST(Cbor, WhatIsWrittenIsReadAgain) {
  const auto value = parse_json(
      R"({"list":[1,-300,1.5,"text",true,false,null,9223372036854775807],"map":{"":{},"long":"0123456789012345678901234567890123456789"}})");
  CborWriter writer;
  writer.value(*value);
  EXPECT_EQ(*parse_cbor(writer.take()), *value);
}

}  // namespace
}  // namespace eni
