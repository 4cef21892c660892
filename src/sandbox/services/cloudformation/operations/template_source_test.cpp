#include "sandbox/services/cloudformation/operations/template_source.h"

#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

struct Row {
  const char* url;
  std::optional<S3Location> location;
};

const Row kRows[] = {
    {"https://bucket.s3.eu-central-1.amazonaws.com/a/key.yml", S3Location{"bucket", "a/key.yml", ""}},
    {"https://bucket.s3.amazonaws.com/key", S3Location{"bucket", "key", ""}},
    {"https://my.s3.bucket.s3-eu-west-1.amazonaws.com/key", S3Location{"my.s3.bucket", "key", ""}},
    {"https://s3.eu-central-1.amazonaws.com/bucket/a%20key", S3Location{"bucket", "a key", ""}},
    {"https://s3.amazonaws.com/bucket/key?versionId=v1", S3Location{"bucket", "key", "v1"}},
    {"https://s3-eu-west-1.amazonaws.com/bucket/key", S3Location{"bucket", "key", ""}},
    {"https://bucket.s3.cn-north-1.amazonaws.com.cn/key", S3Location{"bucket", "key", ""}},
    {"http://127.0.0.1:4566/bucket/key", S3Location{"bucket", "key", ""}},
    {"http://localhost:4566/bucket/key", S3Location{"bucket", "key", ""}},
    {"https://example.com/bucket/key", std::nullopt},
    {"https://s3.amazonaws.com/bucket", std::nullopt},
    {"bucket/key", std::nullopt},
};

TEST(TemplateUrl, NamesAnObject) {
  for (const Row& row : kRows) {
    EXPECT_EQ(parse_template_url(row.url, "http://127.0.0.1:4566"), row.location) << row.url;
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
