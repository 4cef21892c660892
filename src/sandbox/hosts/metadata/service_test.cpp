#include "sandbox/hosts/metadata/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/hosts/tools/test_host.h"

namespace eni::sandbox::hosts::metadata {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tools::TestHost;

class MetadataService : public testing::Test {
 protected:
  net::Response send(const std::string& method, const std::string& path, net::Headers headers = {}) {
    std::optional<net::Response> response;
    host.sandbox.gateway.spawn(keep(service.answer({method, path, std::move(headers), ""}), response));
    host.sandbox.scheduler.run_ready();
    return response.value();
  }
  std::string token(const std::string& seconds = "21600") {
    return send("PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", seconds}}).body;
  }
  net::Response get(const std::string& path) {
    return send("GET", path, {{"X-aws-ec2-metadata-token", token()}});
  }

  TestHost host;
  Service service{host.sandbox.env, "i-1"};

 private:
  static Task<void> keep(Task<net::Response> task, std::optional<net::Response>& response) {
    auto value = co_await std::move(task);
    response = std::move(value);
  }
};

TEST_F(MetadataService, ShowsLeavesAndFolders) {
  const std::pair<const char*, const char*> rows[] = {
      {"/latest/meta-data/instance-id", "i-1"},
      {"/latest/meta-data/instance-id/", "i-1"},
      {"/2021-03-23/meta-data/instance-type", "c5.large"},
      {"/latest/meta-data/placement/region", "us-east-1"},
      {"/latest/meta-data/placement/availability-zone", "us-east-1a"},
      {"/latest/meta-data/placement/", "availability-zone\navailability-zone-id\nregion"},
      {"/latest/meta-data/placement", "availability-zone\navailability-zone-id\nregion"},
      {"/latest//meta-data//services/domain", "amazonaws.com"},
      {"/latest/meta-data/iam/security-credentials/", "host"},
      {"/latest/meta-data/iam", "info\nsecurity-credentials/"},
      {"/latest/user-data", "#!/bin/sh\n"},
      {"/latest/", "dynamic/\nmeta-data/\nuser-data"},
      {"/latest/dynamic/instance-identity/", "document"},
      {"/latest/meta-data/local-hostname", "ip-10-0-0-5.ec2.internal"},
  };
  for (const auto& [path, body] : rows) {
    const net::Response response = get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.body, body) << path;
  }
  EXPECT_THAT(get("/").body, StartsWith("1.0\n"));
  for (const char* path : {"/latest/meta-data/spot/instance-action", "/latest/meta-data/none", "/none",
                           "/latest/meta-data/tags", "/latest/meta-data/autoscaling/target-lifecycle-state",
                           "/latest/meta-data/public-ipv4", "/latest/dynamic/instance-identity/pkcs7"})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(MetadataService, AsksForATokenWhereItIsRequired) {
  constexpr const char* kPath = "/latest/meta-data/instance-id";
  EXPECT_EQ(send("GET", kPath).status, 401);
  EXPECT_EQ(send("GET", kPath, {{"X-aws-ec2-metadata-token", "forged"}}).status, 401);
  EXPECT_EQ(send("GET", kPath, {{"x-AWS-ec2-metadata-token", token()}}).status, 200);
  host.set_metadata_option("httpTokens", "optional");
  EXPECT_EQ(send("GET", kPath).status, 200);
  EXPECT_EQ(send("GET", kPath, {{"X-aws-ec2-metadata-token", "forged"}}).status, 401);
}

TEST_F(MetadataService, TokensEndAndAreOneMachinesOwn) {
  constexpr const char* kPath = "/latest/meta-data/instance-id";
  const std::string short_lived = token("60");
  host.sandbox.scheduler.advance(std::chrono::seconds{59});
  EXPECT_EQ(send("GET", kPath, {{"X-aws-ec2-metadata-token", short_lived}}).status, 200);
  host.sandbox.scheduler.advance(std::chrono::seconds{1});
  EXPECT_EQ(send("GET", kPath, {{"X-aws-ec2-metadata-token", short_lived}}).status, 401);
  const Tokens others{host.sandbox.random, "i-2"};
  const std::string foreign = others.issue(host.sandbox.scheduler.now(), std::chrono::hours{1});
  EXPECT_EQ(send("GET", kPath, {{"X-aws-ec2-metadata-token", foreign}}).status, 401);
}

TEST_F(MetadataService, ChecksRequestsForTokens) {
  constexpr const char* kPath = "/latest/api/token";
  constexpr const char* kLifetime = "X-aws-ec2-metadata-token-ttl-seconds";
  EXPECT_EQ(send("PUT", kPath).status, 400);
  for (const char* seconds : {"0", "21601", "x", "-1", ""})
    EXPECT_EQ(send("PUT", kPath, {{kLifetime, seconds}}).status, 400);
  EXPECT_EQ(send("PUT", kPath, {{kLifetime, "60"}, {"X-Forwarded-For", "1.2.3.4"}}).status, 403);
  const net::Response response = send("PUT", kPath, {{kLifetime, "60"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.text(kLifetime), "60");
  EXPECT_EQ(get(kPath).status, 404);
  EXPECT_EQ(send("POST", "/latest/meta-data/").status, 405);
}

TEST_F(MetadataService, IsClosedWhereItsEndpointIsDisabled) {
  host.set_metadata_option("httpEndpoint", "disabled");
  EXPECT_EQ(send("PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}).status, 403);
  EXPECT_EQ(send("GET", "/latest/meta-data/").status, 403);
}

TEST_F(MetadataService, GivesTheRolesCredentialsAndTheSameUntilTheyEnd) {
  const net::Response first = get("/latest/meta-data/iam/security-credentials/host");
  EXPECT_THAT(first.body, HasSubstr("\"Code\" : \"Success\""));
  EXPECT_THAT(first.body, HasSubstr("\"SecretAccessKey\" : \"secret\""));
  EXPECT_EQ(get("/latest/meta-data/iam/security-credentials/host").body, first.body);
  host.sandbox.scheduler.advance(std::chrono::minutes{56});
  EXPECT_NE(get("/latest/meta-data/iam/security-credentials/host").body, first.body);
  EXPECT_EQ(get("/latest/meta-data/iam/security-credentials/other").status, 404);
}

TEST_F(MetadataService, ShowsTagsWhereTheyAreAllowed) {
  EXPECT_EQ(get("/latest/meta-data/tags/instance/Name").status, 404);
  host.set_metadata_option("instanceMetadataTags", "enabled");
  EXPECT_EQ(get("/latest/meta-data/tags/instance/Name").body, "web host");
  EXPECT_EQ(get("/latest/meta-data/tags/instance").body, "Name");
}

TEST_F(MetadataService, TheIdentityDocumentHasAwssBlanks) {
  const std::string body = get("/latest/dynamic/instance-identity/document").body;
  EXPECT_THAT(body, HasSubstr("  \"region\" : \"us-east-1\",\n"));
  EXPECT_THAT(body, HasSubstr("  \"pendingTime\" : \"2026-01-02T03:04:05Z\""));
  EXPECT_TRUE(parse_json(body));
}

}  // namespace
}  // namespace eni::sandbox::hosts::metadata
