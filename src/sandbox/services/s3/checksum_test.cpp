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
