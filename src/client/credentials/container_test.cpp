#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

constexpr const char* kAnswer =
    R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2015-08-30T18:00:00Z"})";
constexpr const char* kFound = "A/s/t 2015-08-30T18:00:00Z";

TEST(Container, AsksItsEndpoint) {
  const struct {
    LiteralEnvironment::Variables variables;
    const char* url;
    const char* authorization;
  } rows[] = {
      {{{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x?y"}}, "GET http://169.254.170.2/v2/x?y", ""},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.1.2.3:80/x"}}, "GET http://127.1.2.3/x", ""},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:1/x"},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc"}},
       "GET http://localhost:1/x",
       "Basic abc"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[fd00:ec2::23]/x"},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc"},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token"}},
       "GET http://[fd00:ec2::23]/x",
       "of the file"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://example.com/x"}}, "GET https://example.com/x", ""},
  };
  for (const auto& row : rows) {
    User user{row.variables, ""};
    user.environment.files["/token"] = "of the file";
    user.environment.answers[row.url] = {.status = 200, .headers = {}, .body = kAnswer};
    EXPECT_EQ(shown(from_container(user.context(), "default")), kFound) << row.url;
    ASSERT_EQ(user.environment.exchanged.size(), 1U);
    EXPECT_EQ(user.environment.exchanged[0].second.headers.text("Authorization"), row.authorization);
  }
}

TEST(Container, IsNotAskedForSecretsThatOthersCouldRead) {
  const struct {
    LiteralEnvironment::Variables variables;
    const char* expected;
  } rows[] = {
      {{}, "none"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/x"}},
       "error: AWS_CONTAINER_CREDENTIALS_FULL_URI names the host example.com, which may be asked by https "
       "only"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost.example.com/x"}},
       "error: AWS_CONTAINER_CREDENTIALS_FULL_URI names the host localhost.example.com, which may be asked "
       "by https "
       "only"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.169.254/x"}},
       "error: AWS_CONTAINER_CREDENTIALS_FULL_URI names the host 169.254.169.254, which may be asked by "
       "https only"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/x"},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "a\nX: y"}},
       "error: AWS_CONTAINER_AUTHORIZATION_TOKEN: the token has a line break"},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/x"},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/none"}},
       "error: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names /none, which does not exist"},
  };
  for (const auto& row : rows) {
    User user{row.variables, ""};
    EXPECT_EQ(shown(from_container(user.context(), "default")), row.expected);
    EXPECT_TRUE(user.environment.exchanged.empty());
  }
}

TEST(Container, IsAskedThreeTimes) {
  User user{{{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}}, ""};
  EXPECT_EQ(shown(from_container(user.context(), "default")),
            "error: the container's endpoint http://169.254.170.2 gave no credentials: cannot connect to "
            "169.254.170.2");
  EXPECT_EQ(user.environment.exchanged.size(), 3U);
  user.environment.answers["GET http://169.254.170.2/x"] = {.status = 404, .headers = {}, .body = ""};
  EXPECT_EQ(shown(from_container(user.context(), "default")),
            "error: the container's endpoint http://169.254.170.2 gave no credentials: it answered 404");
}

}  // namespace
}  // namespace eni::client
