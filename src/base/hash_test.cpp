#include "base/hash.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni {
namespace {

TEST(Hash, Sha256OfNothingIsTheDigestThatSigV4SendsForAnEmptyBody) {
  EXPECT_EQ(sha256_hex(""), hex(sha256("")));
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, HmacSha256MatchesRfc4231) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hash, AKeyOfHmacSha256IsGoodForManyTexts) {
  const HmacSha256Key key{"Jefe"};
  for (const char* text : {"", "what do ya want for nothing?", ""})
    EXPECT_EQ(key.sign(text), hmac_sha256("Jefe", text));
  EXPECT_EQ(key.sign_hex(""), hex(key.sign("")));
}

TEST(Hash, Md5AndSha1OfAbc) {
  EXPECT_EQ(hex(md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Hash, ConstantTimeComparisonTellsLengthAndContentApart) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace eni
