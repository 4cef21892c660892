#include "sandbox/services/s3/checksum.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::sandbox::s3_service {
namespace {

TEST(Checksum, TheCatalogueOfCrcsAgrees) {
  const struct {
    const char* name;
    const char* hex;
  } rows[] = {{"crc32", "cbf43926"},
              {"crc32c", "e3069283"},
              {"crc64nvme", "ae8b14860a799888"},
              {"sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"}};
  for (const auto& row : rows) EXPECT_EQ(hex(*checksum(row.name, "123456789")), row.hex) << row.name;
  EXPECT_FALSE(checksum("crc16", "123456789"));
}

/// Bit by bit, as the catalogue defines them.
std::string plain_crc(std::string_view bytes, int width, std::uint64_t polynomial) {
  const std::uint64_t all = width == 64 ? ~0ULL : (1ULL << width) - 1;
  std::uint64_t crc = all;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
  }
  std::string raw;
  for (int shift = width - 8; shift >= 0; shift -= 8) raw += static_cast<char>((~crc & all) >> shift);
  return raw;
}

TEST(Checksum, CrcsOfAllLengthsAreTheDefinitions) {
  std::string bytes;
  for (int length = 0; length < 70; ++length) {
    EXPECT_EQ(*checksum("crc32", bytes), plain_crc(bytes, 32, 0xEDB88320U)) << length;
    EXPECT_EQ(*checksum("crc32c", bytes), plain_crc(bytes, 32, 0x82F63B78U)) << length;
    EXPECT_EQ(*checksum("crc64nvme", bytes), plain_crc(bytes, 64, 0x9A6C9329AC4BC9B5ULL)) << length;
    bytes += static_cast<char>(length * 37 + 11);
  }
}

TEST(Checksum, AnotherBodysChecksumIsRefused) {
  const std::string right = base64_encode(*checksum("crc32", "abc"));
  EXPECT_TRUE(check_checksum("crc32", right, "abc"));
  EXPECT_EQ(check_checksum("crc32", right, "abd").error().message,
            "The CRC32 you specified did not match the calculated checksum.");
  EXPECT_EQ(check_checksum("crc32", "xyz", "abc").error().code, "InvalidRequest");
  EXPECT_EQ(check_checksum("sha256", right, "abc").error().message,
            "Value for x-amz-checksum-sha256 header is invalid.");
}

TEST(Checksum, ContentMd5IsCheckedIfGiven) {
  EXPECT_TRUE(check_content_md5("", "abc"));
  EXPECT_TRUE(check_content_md5("kAFQmDzST7DWlj99KOF/cg==", "abc"));
  EXPECT_EQ(check_content_md5("kAFQmDzST7DWlj99KOF/cg==", "abd").error().code, "BadDigest");
  EXPECT_EQ(check_content_md5("kAFQ", "abc").error().code, "InvalidDigest");
}

}  // namespace
}  // namespace eni::sandbox::s3_service
