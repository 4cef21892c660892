#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

constexpr const char* kKeys = "aws_access_key_id = K\naws_secret_access_key = s\n";

std::string config(const std::string& text) { return text + "[profile keys]\n" + kKeys; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(AssumeRole, AsksStsWithTheSourcesCredentials) {
  User user{
      {},
      config("[default]\nrole_arn = arn:r\nsource_profile = keys\nexternal_id = e\nrole_session_name = n\n"
             "duration_seconds = 900\nmfa_serial = arn:mfa\n")};
  user.environment.typed = "123456";
  const net::Peer sts{{{assumed("AssumeRole", "ROLE")}}};
  EXPECT_EQ(shown(from_assume_role(user.context("", "http://" + sts.url().authority()), "default")),
            "ROLE/s/t 2015-08-30T13:36:00Z");
  const std::string& request = sts.requests.at(0);
  EXPECT_TRUE(has(request, "Credential=K/20150830/eu-west-1/sts/")) << request;
  for (const char* part : {"Action=AssumeRole", "RoleArn=arn%3Ar", "ExternalId=e", "RoleSessionName=n",
                           "DurationSeconds=900", "SerialNumber=arn%3Amfa", "TokenCode=123456"})
    EXPECT_TRUE(has(request, part)) << part << " in " << request;
  EXPECT_EQ(user.environment.asked, std::vector<std::string>{"Enter MFA code for arn:mfa: "});
}

TEST(AssumeRole, AnMfaCodeIsAskedForOnce) {
  User user{
      {},
      config("[default]\nrole_arn = arn:r\nsource_profile = keys\nexternal_id = e\nrole_session_name = n\n"
             "duration_seconds = 900\nmfa_serial = arn:mfa\n")};
  user.environment.typed = "123456";
  const net::Peer sts{{{assumed("AssumeRole", "ONE")}, {assumed("AssumeRole", "TWO")}}};
  const CredentialContext context = user.context("", "http://" + sts.url().authority());
  EXPECT_EQ(shown(from_assume_role(context, "default")), "ONE/s/t 2015-08-30T13:36:00Z");
  // The SHA-1 of {"DurationSeconds": 900, "ExternalId": "e", "RoleArn": "arn:r", "RoleSessionName": "n", …}.
  EXPECT_EQ(user.environment.files.count("~/.aws/cli/cache/1f9792eb5668091fb1657cf37112da3ddef54d9d.json"),
            1U);
  EXPECT_EQ(shown(from_assume_role(context, "default")), "ONE/s/t 2015-08-30T13:36:00Z");
  EXPECT_EQ(user.environment.asked.size(), 1U);
  user.waiter.clock.advance(std::chrono::minutes{46});
  EXPECT_EQ(shown(from_assume_role(context, "default")), "TWO/s/t 2015-08-30T13:36:00Z");
  EXPECT_EQ(user.environment.asked.size(), 2U);
}

TEST(AssumeRole, GoesThroughAChainOfProfiles) {
  User user{{},
            config("[default]\nrole_arn = arn:outer\nsource_profile = middle\n"
                   "[profile middle]\nrole_arn = arn:inner\nsource_profile = keys\n")};
  const net::Peer sts{{{assumed("AssumeRole", "INNER")}, {assumed("AssumeRole", "OUTER")}}};
  EXPECT_EQ(shown(from_assume_role(user.context("", "http://" + sts.url().authority()), "default")),
            "OUTER/s/t 2015-08-30T13:36:00Z");
  EXPECT_TRUE(has(sts.requests.at(0), "Credential=K/")) << sts.requests.at(0);
  EXPECT_TRUE(has(sts.requests.at(1), "Credential=INNER/")) << sts.requests.at(1);
  EXPECT_TRUE(has(sts.requests.at(1), "RoleSessionName=eni-trunking-1440938160")) << sts.requests.at(1);
}

TEST(AssumeRole, AProfileWithKeysMayBeItsOwnSource) {
  User user{{}, std::string("[profile a]\nrole_arn = arn:r\nsource_profile = a\n") + kKeys};
  const net::Peer sts{{{assumed("AssumeRole", "ROLE")}}};
  EXPECT_EQ(shown(from_assume_role(user.context("a", "http://" + sts.url().authority()), "a")),
            "ROLE/s/t 2015-08-30T13:36:00Z");
}

TEST(AssumeRole, TakesNamedSources) {
  User user{{{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}},
            "[profile a]\nrole_arn = arn:r\ncredential_source = Environment\n"};
  const net::Peer sts{{{assumed("AssumeRole", "ROLE")}}};
  EXPECT_EQ(shown(from_assume_role(user.context("a", "http://" + sts.url().authority()), "a")),
            "ROLE/s/t 2015-08-30T13:36:00Z");
  EXPECT_TRUE(has(sts.requests.at(0), "Credential=ENV/")) << sts.requests.at(0);
}

TEST(AssumeRole, SaysWhatIsWrongWithTheProfile) {
  const struct {
    const char* config;
    const char* expected;
  } rows[] = {
      {"[default]\n", "none"},
      {"[default]\nrole_arn = r\nweb_identity_token_file = f\n", "none"},
      {"[default]\nrole_arn = r\n",
       "error: the profile 'default' has role_arn, and neither source_profile nor credential_source"},
      {"[default]\nrole_arn = r\nsource_profile = x\ncredential_source = Environment\n",
       "error: the profile 'default' has both source_profile and credential_source"},
      {"[default]\nrole_arn = r\nsource_profile = x\n",
       "error: the profile 'default' has the source_profile 'x', which does not exist"},
      {"[default]\nrole_arn = r\ncredential_source = X\n",
       "error: the profile 'default' has the credential_source 'X', which does not exist"},
      {"[default]\nrole_arn = r\ncredential_source = Environment\n",
       "error: the profile 'default' takes credentials from Environment, which has none"},
      {"[default]\nrole_arn = r\nsource_profile = default\n",
       "error: source_profile goes in a circle: default -> default"},
      {"[default]\nrole_arn = r\nsource_profile = a\n[profile a]\nrole_arn = r\nsource_profile = default\n",
       "error: source_profile goes in a circle: default -> a -> default"},
      {"[default]\nrole_arn = r\nsource_profile = a\n[profile a]\n",
       "error: the profile 'a', the source of 'default', has no credentials"},
      {"[default]\nrole_arn = r\nsource_profile = keys\nduration_seconds = long\n",
       "error: duration_seconds of the profile 'default' is no number: 'long'"},
      {"[default]\nrole_arn = r\nsource_profile = keys\nmfa_serial = m\n",
       "error: the profile 'default' needs an MFA code: there is no terminal to ask the user at"},
  };
  for (const auto& row : rows) {
    User user{{}, config(row.config)};
    EXPECT_EQ(shown(from_assume_role(user.context(), "default")), row.expected);
  }
}

TEST(AssumeRole, TellsWhatStsSays) {
  User user{{}, config("[default]\nrole_arn = arn:r\nsource_profile = keys\n")};
  const net::Peer sts{
      {{http_answer("403 Forbidden",
                    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error>"
                    "<RequestId>q</RequestId></ErrorResponse>")}}};
  const auto found = from_assume_role(user.context("", "http://" + sts.url().authority()), "default");
  EXPECT_EQ(
      shown(found),
      "error: the role of the profile 'default': sts:AssumeRole in eu-west-1: AccessDenied: no (request q)");
}

}  // namespace
}  // namespace eni::client
