#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "client/credentials/login_key_for_test.h"
#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

constexpr const char* kConfig =
    "[default]\nlogin_session = arn:aws:iam::111122223333:user/me\nregion = eu-west-1\n";
constexpr const char* kName = "6eeec053fe13079aaf7fd81065ec5ecbdb93674f20700e51842d0c769b240c8a.json";
const std::string kFile = std::string("~/.aws/login/cache/") + kName;

std::string cached(const std::string& expires_at, const std::string& key = kLoginKey) {
  return json::serialize(json::object{{"accessToken", json::object{{"accessKeyId", "A"},
                                                                   {"secretAccessKey", "s"},
                                                                   {"sessionToken", "t"},
                                                                   {"accountId", "111122223333"},
                                                                   {"expiresAt", expires_at}}},
                                      {"tokenType", "aws_sigv4"},
                                      {"clientId", "arn:aws:signin:::devtools/same-device"},
                                      {"refreshToken", "r"},
                                      {"idToken", "i"},
                                      {"dpopKey", key}});
}

const std::string kRenewed = http_answer(
    "200 OK",
    R"({"accessToken":{"accessKeyId":"B","secretAccessKey":"s2","sessionToken":"t2"},"tokenType":"aws_sigv4",)"
    R"("expiresIn":900,"refreshToken":"r2"})");

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Login, UsesWhatIsGoodForAWhile) {
  User user{{}, kConfig};
  user.environment.files[kFile] = cached("2015-08-30T12:42:00Z");
  EXPECT_EQ(shown(from_login(user.context(), "default")), "A/s/t 2015-08-30T12:42:00Z");
}

TEST(Login, LooksWhereTheVariableSays) {
  User user{{{"AWS_LOGIN_CACHE_DIRECTORY", "/cache"}}, kConfig};
  user.environment.files[std::string("/cache/") + kName] = cached("2015-08-30T13:00:00Z");
  EXPECT_EQ(shown(from_login(user.context(), "default")), "A/s/t 2015-08-30T13:00:00Z");
}

TEST(Login, RenewsTheSessionAndKeepsIt) {
  for (const char* expires_at : {"2015-08-30T12:40:00Z", "2015-08-30T12:00:00Z"}) {
    User user{{}, kConfig};
    user.environment.files[kFile] = cached(expires_at);
    const net::Peer signin{{{kRenewed}}};
    EXPECT_EQ(shown(from_login(user.context("", "http://" + signin.url().authority()), "default")),
              "B/s2/t2 2015-08-30T12:51:00Z");
    const std::string& request = signin.requests.at(0);
    EXPECT_TRUE(has(request, "POST /v1/token HTTP/1.1\r\n")) << request;
    EXPECT_TRUE(has(request, R"({"clientId":"arn:aws:signin:::devtools/same-device",)"
                             R"("grantType":"refresh_token","refreshToken":"r"})"))
        << request;
    EXPECT_FALSE(has(request, "Authorization")) << request;
    const std::size_t proof = request.find("DPoP: ");
    ASSERT_NE(proof, std::string::npos) << request;
    const std::vector<std::string> parts =
        split(request.substr(proof + 6, request.find("\r\n", proof) - proof - 6), '.');
    ASSERT_EQ(parts.size(), 3u);
    // {"jti":"…","htm":"POST","htu":"http://127.0.0.1:PORT/v1/token","iat":1440938160}
    const std::string payload =
        base64_decode(parts[1] + std::string((4 - parts[1].size() % 4) % 4, '=')).value_or("");
    EXPECT_TRUE(has(payload, R"("htm":"POST","htu":"http://)" + signin.url().authority() +
                                 R"(/v1/token",)"
                                 R"("iat":1440938160})"))
        << payload;
    const json::value kept = json::parse(user.environment.files[kFile]);
    const json::object& access = object_at(kept, "accessToken");
    EXPECT_EQ(text_at(access, "accessKeyId"), "B");
    EXPECT_EQ(text_at(access, "expiresAt"), "2015-08-30T12:51:00Z");
    EXPECT_EQ(text_at(access, "accountId"), "111122223333");
    EXPECT_EQ(text_at(kept, "refreshToken"), "r2");
    EXPECT_EQ(text_at(kept, "dpopKey"), kLoginKey);
    EXPECT_EQ(text_at(kept, "idToken"), "i");
  }
}

std::string refused(const std::string& error, const std::string& message) {
  const std::string body = R"({"error":")" + error + R"(","message":")" + message + R"("})";
  return "HTTP/1.1 400 Bad Request\r\nx-amzn-ErrorType: AccessDeniedException\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(Login, OneThatCannotBeRenewedIsGoodUntilItExpires) {
  User user{{}, kConfig};
  user.environment.files[kFile] = cached("2015-08-30T12:40:00Z");
  const net::Peer signin{{{refused("TOKEN_EXPIRED", "The session has expired")}}};
  EXPECT_EQ(shown(from_login(user.context("", "http://" + signin.url().authority()), "default")),
            "A/s/t 2015-08-30T12:40:00Z");
}

TEST(Login, SaysWhenToLogInAgain) {
  User user{{}, kConfig};
  user.environment.files[kFile] = cached("2015-08-30T12:00:00Z");
  const net::Peer signin{{{refused("TOKEN_EXPIRED", "The session has expired")}}};
  const auto found = from_login(user.context("", "http://" + signin.url().authority()), "default");
  EXPECT_EQ(
      shown(found),
      "error: the login session of the profile 'default': it expired at 2015-08-30T12:00:00Z, and could "
      "not be renewed: signin:CreateOAuth2Token in eu-west-1: AccessDeniedException: The session has "
      "expired");
  EXPECT_EQ(found.error().hint, "aws login --profile default");
}

TEST(Login, SaysWhatHelpsWhereALoginDoesNot) {
  User user{{}, kConfig};
  user.environment.files[kFile] = cached("2015-08-30T12:00:00Z");
  const std::pair<std::string, std::string> rows[] = {
      {refused("INSUFFICIENT_PERMISSIONS", "no"),
       "the caller's identity needs the IAM action signin:CreateOAuth2Token"},
      {refused("USER_CREDENTIALS_CHANGED", "no"), "aws login --profile default"},
      {"HTTP/1.1 429 Too Many Requests\r\nx-amzn-ErrorType: TooManyRequestsError\r\nContent-Length: "
       "0\r\n\r\n",
       "AWS limits how often this may be called: try again in a minute"},
  };
  for (const auto& [answer, hint] : rows) {
    const net::Peer signin{{{answer}}};
    const auto found = from_login(user.context("", "http://" + signin.url().authority()), "default");
    EXPECT_EQ(found.error().hint, hint);
  }
}

TEST(Login, SaysWhatIsWrongWithTheFile) {
  const struct {
    std::string file;
    std::string text;
    std::string why;
  } rows[] = {
      {"~/other", "", "nobody has logged in"},
      {kFile, "rubbish", kFile + " holds no credentials that expire"},
      {kFile, "{}", kFile + " holds no credentials that expire"},
      {kFile, cached("soon"), kFile + " holds no credentials that expire"},
      {kFile, cached("2015-08-30T12:00:00Z", ""),
       "it expired at 2015-08-30T12:00:00Z, and could not be renewed: " + kFile + " has no dpopKey"},
      {kFile, cached("2015-08-30T12:00:00Z", "rubbish"),
       "it expired at 2015-08-30T12:00:00Z, and could not be renewed: the key of the login is no private key "
       "on the curve P-256"},
  };
  for (const auto& row : rows) {
    User user{{}, kConfig};
    user.environment.files[row.file] = row.text;
    const auto found = from_login(user.context(), "default");
    EXPECT_EQ(shown(found), "error: the login session of the profile 'default': " + row.why);
    EXPECT_EQ(found.error().hint, "aws login --profile default");
  }
}

TEST(Login, IsNoneWithoutASession) {
  User user{{}, "[default]\nregion = eu-west-1\n"};
  EXPECT_EQ(shown(from_login(user.context(), "default")), "none");
}

}  // namespace
}  // namespace eni::client
