#include "sandbox/services/elasticloadbalancing/target_groups/health_check.h"

#include <gtest/gtest.h>

namespace eni::sandbox::elb_service {
namespace {

struct Row {
  std::string_view protocol;
  std::string_view version;
  std::string_view checks;    ///< HealthCheckProtocol as asked for
  std::string_view expected;  ///< PROTOCOL TIMEOUT PATH MATCHER
};

TEST(HealthCheck, DefaultsFollowTheProtocol) {
  const Row rows[] = {
      {"HTTP", "HTTP1", "", R"(HTTP 5 / {"HttpCode":"200"})"},
      {"HTTPS", "HTTP2", "", R"(HTTP 5 / {"HttpCode":"200"})"},
      {"HTTP", "GRPC", "", R"(HTTP 5 /AWS.ALB/healthcheck {"GrpcCode":"12"})"},
      {"TCP", "", "", "TCP 10  null"},
      {"TCP", "", "HTTP", R"(HTTP 6 / {"HttpCode":"200-399"})"},
      {"TLS", "", "HTTPS", R"(HTTPS 10 / {"HttpCode":"200-399"})"},
      {"UDP", "", "", "TCP 10  null"},
  };
  for (const Row& row : rows) {
    const json::object check = default_health_check(row.protocol, row.version, row.checks);
    const json::value* matcher = find(check, "Matcher");
    EXPECT_EQ(text_at(check, "HealthCheckProtocol") + " " +
                  std::to_string(integer_at(check, "HealthCheckTimeoutSeconds")) + " " +
                  text_at(check, "HealthCheckPath") + " " + (matcher ? json::serialize(*matcher) : "null"),
              row.expected);
    EXPECT_EQ(integer_at(check, "HealthCheckIntervalSeconds"), 30);
    EXPECT_EQ(integer_at(check, "HealthyThresholdCount"), 5);
    EXPECT_EQ(integer_at(check, "UnhealthyThresholdCount"), 2);
  }
}

}  // namespace
}  // namespace eni::sandbox::elb_service
