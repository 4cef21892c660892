#include "client/credentials/chain.h"

#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

/// "SOURCE: ID", or "error: MESSAGE".
std::string found_by(CredentialChain& chain) {
  const auto found = chain.credentials();
  if (found.has_error()) return "error: " + found.error().message;
  return std::string(chain.source()) + ": " + found->access_key_id.value;
}

const LiteralEnvironment::Variables kKeys{{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}};

constexpr const char* kBoth = "[default]\naws_access_key_id = CONFIG\naws_secret_access_key = s\n";
constexpr const char* kShared = "[default]\naws_access_key_id = SHARED\naws_secret_access_key = s\n";
constexpr const char* kProcess = "[default]\ncredential_process = print keys\n";

TEST(CredentialChain, TheFirstSourceThatHasSomeCounts) {
  const struct {
    LiteralEnvironment::Variables variables;
    const char* config;
    const char* credentials;
    const char* profile;
    const char* expected;
  } rows[] = {
      {kKeys, kBoth, kShared, "", "environment: ENV"},
      {kKeys, kBoth, kShared, "default", "shared-credentials-file: SHARED"},
      {{}, kBoth, kShared, "", "shared-credentials-file: SHARED"},
      {{}, kBoth, "", "", "config-file: CONFIG"},
      {{}, kProcess, kShared, "", "shared-credentials-file: SHARED"},
      {{}, kProcess, "", "", "custom-process: PROCESS"},
      {{},
       kProcess,
       "[default]\naws_access_key_id = A\n",
       "",
       "error: the profile 'default' of the credentials file has aws_access_key_id and no "
       "aws_secret_access_key"},
      {{},
       "[default]\nlogin_session = arn\n",
       "",
       "",
       "error: the login session of the profile 'default': nobody has logged in"},
  };
  for (const auto& row : rows) {
    User user{row.variables, row.config, row.credentials};
    user.environment.programs["print keys"] = {
        0, R"({"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"})", ""};
    CredentialChain chain{user.context(row.profile)};
    EXPECT_EQ(found_by(chain), row.expected);
  }
}

TEST(CredentialChain, WithoutAnySaysWhereItLookedAndWhatToDo) {
  User user;
  CredentialChain chain{user.context()};
  const auto found = chain.credentials();
  ASSERT_TRUE(found.has_error());
  EXPECT_EQ(found.error().message, "there are no credentials for the profile 'default'");
  EXPECT_EQ(
      found.error().hint,
      "run aws configure or aws sso login, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name another "
      "--profile, or for a sandbox: eval \"$(eni-trunking sandbox env)\". Looked for, in this order: "
      "environment "
      "(AWS_ACCESS_KEY_ID), "
      "assume-role (role_arn), assume-role-with-web-identity (AWS_WEB_IDENTITY_TOKEN_FILE), sso "
      "(sso_account_id), shared-credentials-file (aws_access_key_id), login (login_session), custom-process "
      "(credential_process), config-file (aws_access_key_id), container "
      "(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI), instance-metadata (a role of this EC2 instance)");
}

/// What a process prints whose credentials expire at a time of the day.
ProgramOutput printed(const std::string& id, const std::string& time) {
  return {0,
          R"({"Version":1,"AccessKeyId":")" + id + R"(","SecretAccessKey":"s","Expiration":"2015-08-30T)" +
              time + "\"}",
          ""};
}

TEST(CredentialChain, RenewsBeforeTheyExpire) {
  User user{{}, kProcess};
  ProgramOutput& program = user.environment.programs["print keys"];
  program = printed("ONE", "13:36:00Z");
  CredentialChain chain{user.context()};
  EXPECT_EQ(found_by(chain), "custom-process: ONE");
  program = printed("TWO", "14:36:00Z");
  user.waiter.clock.advance(std::chrono::minutes{49});
  EXPECT_EQ(found_by(chain), "custom-process: ONE");
  user.waiter.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(found_by(chain), "custom-process: TWO");
}

TEST(CredentialChain, KeepsWhatIsStillGoodWhenItCannotRenew) {
  User user{{}, kProcess};
  ProgramOutput& program = user.environment.programs["print keys"];
  program = printed("ONE", "13:36:00Z");
  CredentialChain chain{user.context()};
  EXPECT_EQ(found_by(chain), "custom-process: ONE");
  program = {1, "", "down"};
  user.waiter.clock.advance(std::chrono::minutes{55});
  EXPECT_EQ(found_by(chain), "custom-process: ONE");
  program = printed("TWO", "14:36:00Z");
  EXPECT_EQ(found_by(chain), "custom-process: ONE");  // Not asked again so soon.
  user.waiter.clock.advance(std::chrono::minutes{2});
  EXPECT_EQ(found_by(chain), "custom-process: TWO");
  program = {1, "", "down"};
  user.waiter.clock.advance(std::chrono::minutes{70});
  EXPECT_EQ(found_by(chain), "error: credential_process of the profile 'default': exit code 1: down");
}

TEST(CredentialChain, ThoseThatLiveShortlyAreNotRenewedAtEachCall) {
  User user{{}, kProcess};
  ProgramOutput& program = user.environment.programs["print keys"];
  program = printed("ONE", "12:40:00Z");
  CredentialChain chain{user.context()};
  EXPECT_EQ(found_by(chain), "custom-process: ONE");
  program = printed("TWO", "12:50:00Z");
  user.waiter.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(found_by(chain), "custom-process: ONE");
  user.waiter.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(found_by(chain), "custom-process: TWO");
}

TEST(CredentialChain, ThoseThatHaveExpiredAreNone) {
  User user{{}, kProcess};
  user.environment.programs["print keys"] = printed("ONE", "12:35:00Z");
  CredentialChain chain{user.context()};
  EXPECT_EQ(found_by(chain), "error: the credentials of custom-process expired at 2015-08-30T12:35:00Z");
}

}  // namespace
}  // namespace eni::client
