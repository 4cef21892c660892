#include "sandbox/services/s3/bucket_name.h"

#include <gtest/gtest.h>
#include <string>

namespace eni::sandbox::s3_service {
namespace {

TEST(BucketName, FollowsTheUserGuide) {
  const struct {
    const char* what;
    std::string name;
    bool valid;
  } rows[] = {
      {"shortest", "abc", true},
      {"too short", "ab", false},
      {"longest", std::string(63, 'a'), true},
      {"too long", std::string(64, 'a'), false},
      {"all kinds of characters", "my-bucket.2026", true},
      {"capital letter", "My-bucket", false},
      {"underscore", "my_bucket", false},
      {"slash", "my/bucket", false},
      {"begins with a hyphen", "-bucket", false},
      {"ends with a dot", "bucket.", false},
      {"two dots", "my..bucket", false},
      {"an address", "192.168.5.4", false},
      {"nearly an address", "192.168.5.4a", true},
      {"reserved prefix", "xn--bucket", false},
      {"reserved suffix", "bucket-s3alias", false},
  };
  for (const auto& row : rows) EXPECT_EQ(is_bucket_name(row.name), row.valid) << row.what;
}

}  // namespace
}  // namespace eni::sandbox::s3_service
