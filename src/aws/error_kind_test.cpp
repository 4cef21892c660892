#include "aws/error_kind.h"

#include <gtest/gtest.h>

namespace eni::aws {
namespace {

TEST(ErrorKind, FollowsCodeAndStatus) {
  const struct {
    const char* code;
    int status;
    ErrorKind kind;
  } rows[] = {
      {"ThrottlingException", 400, ErrorKind::kThrottling},
      {"Throttling", 400, ErrorKind::kThrottling},
      {"RequestLimitExceeded", 503, ErrorKind::kThrottling},
      {"SlowDown", 503, ErrorKind::kThrottling},
      {"HTTP 429", 429, ErrorKind::kThrottling},
      {"ServerException", 500, ErrorKind::kTransient},
      {"HTTP 502", 502, ErrorKind::kTransient},
      {"RequestTimeout", 400, ErrorKind::kTransient},
      {"OperationAborted", 409, ErrorKind::kTransient},
      {"NotImplemented", 501, ErrorKind::kFinal},
      {"AccessDeniedException", 400, ErrorKind::kFinal},
      {"ClusterNotFoundException", 400, ErrorKind::kFinal},
  };
  for (const auto& row : rows) EXPECT_EQ(error_kind(row.code, row.status), row.kind) << row.code;
}

TEST(ErrorText, IsMadeReadable) {
  EXPECT_EQ(readable("a\x1b[31mb\nc"), "a?[31mb\nc");
  EXPECT_EQ(
      readable(
          "The signature does not match.\n\nThe Canonical String for this request should have been\n'TOKEN"),
      "The signature does not match.");
  EXPECT_EQ(readable(std::string(9000, 'x')).size(), 2000U);
  EXPECT_EQ(readable("\xff"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace eni::aws
