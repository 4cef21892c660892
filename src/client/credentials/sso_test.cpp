#include <gtest/gtest.h>

#include "base/json.h"
#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

constexpr const char* kConfig =
    "[default]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
    "[sso-session s]\nsso_region = us-west-2\nsso_start_url = https://d-1.awsapps.com/start\n"
    "[profile legacy]\nsso_account_id = 1\nsso_role_name = R\nsso_region = eu-west-1\nsso_start_url = "
    "https://l\n";
// sha1("s") and sha1("https://l").
constexpr const char* kSessionFile = "~/.aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json";
constexpr const char* kLegacyFile = "~/.aws/sso/cache/eae326984c34b29e49c5f3eeee83700fbadc5424.json";

const std::string kRole = http_answer(
    "200 OK",
    R"({"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","expiration":1440957600000}})");
constexpr const char* kFound = "A/s/t 2015-08-30T18:00:00Z";

std::string token(const std::string& expires_at, const std::string& more = "") {
  return R"({"accessToken":"OLD","expiresAt":")" + expires_at + "\"" + more + "}";
}

constexpr const char* kRegistration =
    R"(,"clientId":"c","clientSecret":"cs","refreshToken":"r","registrationExpiresAt":"2015-11-01T00:00:00Z","kept":1)";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Sso, AsksForTheRoleWithTheCachedToken) {
  const struct {
    const char* profile;
    const char* file;
    const char* expires_at;
    const char* target;
  } rows[] = {
      {"default", kSessionFile, "2015-08-30T14:00:00Z",
       "GET /federation/credentials?role_name=Admin&account_id=111122223333 HTTP/1.1"},
      {"legacy", kLegacyFile, "2015-08-30T12:37:00UTC",
       "GET /federation/credentials?role_name=R&account_id=1 HTTP/1.1"},
  };
  for (const auto& row : rows) {
    User user{{}, kConfig};
    user.environment.files[row.file] = token(row.expires_at);
    const net::Peer sso{{{kRole}}};
    EXPECT_EQ(shown(from_sso(user.context(row.profile, "http://" + sso.url().authority()), row.profile)),
              kFound);
    EXPECT_TRUE(has(sso.requests.at(0), row.target)) << sso.requests.at(0);
    EXPECT_TRUE(has(sso.requests.at(0), "x-amz-sso_bearer_token: OLD\r\n")) << sso.requests.at(0);
    EXPECT_FALSE(has(sso.requests.at(0), "Authorization")) << sso.requests.at(0);
  }
}

TEST(Sso, RenewsTheTokenAndKeepsIt) {
  for (const char* expires_at : {"2015-08-30T12:50:00Z", "2015-08-30T12:00:00Z"}) {
    User user{{}, kConfig};
    user.environment.files[kSessionFile] = token(expires_at, kRegistration);
    const net::Peer sso{
        {{http_answer("200 OK", R"({"accessToken":"NEW","expiresIn":28800,"refreshToken":"r2"})")}, {kRole}}};
    EXPECT_EQ(shown(from_sso(user.context("", "http://" + sso.url().authority()), "default")), kFound);
    EXPECT_TRUE(has(sso.requests.at(0), "POST /token HTTP/1.1")) << sso.requests.at(0);
    EXPECT_TRUE(has(sso.requests.at(0), R"("grantType":"refresh_token","refreshToken":"r")"));
    EXPECT_TRUE(has(sso.requests.at(1), "x-amz-sso_bearer_token: NEW\r\n")) << sso.requests.at(1);
    const json::value kept = json::parse(user.environment.files[kSessionFile]);
    EXPECT_EQ(text_at(kept, "accessToken"), "NEW");
    EXPECT_EQ(text_at(kept, "expiresAt"), "2015-08-30T20:36:00Z");
    EXPECT_EQ(text_at(kept, "refreshToken"), "r2");
    EXPECT_EQ(text_at(kept, "clientSecret"), "cs");
    EXPECT_EQ(text_at(kept, "startUrl"), "https://d-1.awsapps.com/start");
    EXPECT_EQ(integer_at(kept.as_object(), "kept"), 1);
  }
}

TEST(Sso, ATokenThatCannotBeRenewedIsGoodUntilItExpires) {
  User user{{}, kConfig};
  user.environment.files[kSessionFile] = token("2015-08-30T12:50:00Z", kRegistration);
  const net::Peer sso{{{http_answer("400 Bad Request", R"({"error":"invalid_grant"})")}, {kRole}}};
  EXPECT_EQ(shown(from_sso(user.context("", "http://" + sso.url().authority()), "default")), kFound);
  EXPECT_TRUE(has(sso.requests.at(1), "x-amz-sso_bearer_token: OLD\r\n")) << sso.requests.at(1);
}

TEST(Sso, SaysWhenToLogIn) {
  const struct {
    const char* file;
    std::string token;
    const char* why;
  } rows[] = {
      {"~/other", "", "nobody has logged in"},
      {kSessionFile, "rubbish",
       "~/.aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json holds no token"},
      {kSessionFile, token("2015-08-30T12:00:00Z"), "the login expired at 2015-08-30T12:00:00Z"},
  };
  for (const auto& row : rows) {
    User user{{}, kConfig};
    user.environment.files[row.file] = row.token;
    const auto found = from_sso(user.context(), "default");
    EXPECT_EQ(shown(found), "error: IAM Identity Center, profile 'default': " + std::string(row.why));
    EXPECT_EQ(found.error().hint, "aws sso login --profile default");
  }
}

TEST(Sso, ARefusedTokenMeansToLogIn) {
  User user{{}, kConfig};
  user.environment.files[kSessionFile] = token("2015-08-30T14:00:00Z");
  const net::Peer sso{
      {{"HTTP/1.1 401 Unauthorized\r\nx-amzn-ErrorType: UnauthorizedException:http://x/\r\n"
        "Content-Length: 29\r\n\r\n{\"message\":\"Session invalid\"}"}}};
  const auto found = from_sso(user.context("", "http://" + sso.url().authority()), "default");
  EXPECT_EQ(shown(found),
            "error: IAM Identity Center, profile 'default': sso:GetRoleCredentials in us-west-2: "
            "UnauthorizedException: Session invalid");
  EXPECT_EQ(found.error().hint, "aws sso login --profile default");
}

TEST(Sso, SaysWhatIsWrongWithTheProfile) {
  const struct {
    const char* config;
    const char* expected;
  } rows[] = {
      {"[default]\nsso_session = s\n", "none"},
      {"[default]\nsso_session = s\nsso_role_name = R\n",
       "error: the profile 'default' names the sso-session 's', which does not exist"},
      {"[default]\nsso_role_name = R\nsso_region = r\n",
       "error: the profile 'default' is one of IAM Identity Center and lacks sso_account_id, sso_start_url"},
      {"[default]\nsso_session = s\nsso_role_name = R\nsso_account_id = 1\nsso_region = r\n"
       "[sso-session s]\nsso_region = q\nsso_start_url = u\n",
       "error: sso_region is 'r' in the profile 'default' and 'q' in its sso-session"},
  };
  for (const auto& row : rows) {
    User user{{}, row.config};
    EXPECT_EQ(shown(from_sso(user.context(), "default")), row.expected);
  }
}

}  // namespace
}  // namespace eni::client
