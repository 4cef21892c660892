#include "eni_trunking/deploy/artifact_bucket.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

TEST(ArtifactBucket, ItsNameFollowsFromAccountAndRegion) {
  EXPECT_EQ(artifact_bucket_name("123456789012", aws::Region{"eu-central-1"}),
            "eni-trunking-123456789012-eu-central-1");
}

TEST(ArtifactBucket, ItsPolicyDeniesWhatIsNotOverTls) {
  EXPECT_EQ(tls_only_policy("aws-cn", "b"),
            R"({"Version":"2012-10-17","Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*",)"
            R"("Action":"s3:*","Resource":["arn:aws-cn:s3:::b","arn:aws-cn:s3:::b/*"],)"
            R"("Condition":{"Bool":{"aws:SecureTransport":"false"}}}]})");
}

}  // namespace
}  // namespace eni::command
