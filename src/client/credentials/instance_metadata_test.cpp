#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

constexpr const char* kPath = "/latest/meta-data/iam/security-credentials/";

/// An instance whose service is at `endpoint` and answers to PUT with `token_status`.
LiteralEnvironment instance(const std::string& endpoint, int token_status, const std::string& credentials) {
  LiteralEnvironment environment;
  environment.answers["PUT " + endpoint + "/latest/api/token"] = {token_status, {}, "TOKEN"};
  environment.answers["GET " + endpoint + kPath] = {200, {}, "my-role\n"};
  environment.answers["GET " + endpoint + kPath + "my-role"] = {200, {}, credentials};
  return environment;
}

std::string answer(const std::string& time) {
  return R"({"Code":"Success","AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2015-08-30T)" +
         time + "Z\"}";
}

TEST(InstanceMetadata, GivesTheRolesCredentials) {
  const std::string usual = "http://169.254.169.254";
  const struct {
    LiteralEnvironment::Variables variables;
    LiteralEnvironment environment;
    const char* expected;
    const char* token;  ///< sent with the last request
  } rows[] = {
      {{}, instance(usual, 200, answer("18:00:00")), "A/s/t 2015-08-30T18:00:00Z", "TOKEN"},
      {{}, instance(usual, 403, answer("18:00:00")), "A/s/t 2015-08-30T18:00:00Z", ""},
      {{}, instance(usual, 400, answer("18:00:00")), "none", ""},
      {{}, instance(usual, 200, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"m"})"), "none", "TOKEN"},
      {{}, instance(usual, 200, "<html>"), "none", "TOKEN"},
      // EC2 has not renewed them in time, and AWS still takes them.
      {{}, instance(usual, 200, answer("12:00:00")), "A/s/t 2015-08-30T12:51:00Z", "TOKEN"},
      {{{"AWS_EC2_METADATA_V1_DISABLED", "true"}}, instance(usual, 403, answer("18:00:00")), "none", ""},
      {{{"AWS_EC2_METADATA_DISABLED", "TRUE"}}, instance(usual, 200, answer("18:00:00")), "none", ""},
      {{{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1/a/"}},
       instance("http://127.0.0.1:1/a", 200, answer("18:00:00")),
       "A/s/t 2015-08-30T18:00:00Z",
       "TOKEN"},
      {{{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}},
       instance("http://[fd00:ec2::254]", 200, answer("18:00:00")),
       "A/s/t 2015-08-30T18:00:00Z",
       "TOKEN"},
      {{}, LiteralEnvironment{}, "none", ""},
  };
  for (const auto& row : rows) {
    User user;
    user.environment = row.environment;
    user.environment.variables = row.variables;
    EXPECT_EQ(shown(from_instance_metadata(user.context(), "default")), row.expected);
    const auto& exchanged = user.environment.exchanged;
    const std::string token{
        exchanged.empty() ? "" : exchanged.back().second.headers.text("x-aws-ec2-metadata-token")};
    EXPECT_EQ(token, row.token);
  }
}

TEST(InstanceMetadata, ItsSettingsAreChecked) {
  User user{{{"AWS_METADATA_SERVICE_TIMEOUT", "soon"}}, ""};
  EXPECT_EQ(shown(from_instance_metadata(user.context(), "default")),
            "error: 'soon' is not a number from 1 on");
}

}  // namespace
}  // namespace eni::client
