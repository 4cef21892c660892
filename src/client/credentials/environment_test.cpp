#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

TEST(EnvironmentCredentials, AreThoseOfTheVariables) {
  const struct {
    LiteralEnvironment::Variables variables;
    const char* expected;
  } rows[] = {
      {{}, "none"},
      {{{"AWS_SECRET_ACCESS_KEY", "s"}}, "none"},
      {{{"AWS_ACCESS_KEY_ID", "A"}}, "error: AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not"},
      {{{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "s"}}, "A/s/"},
      {{{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}}, "A/s/t"},
      {{{"AWS_ACCESS_KEY_ID", "A"},
        {"AWS_SECRET_ACCESS_KEY", "s"},
        {"AWS_SESSION_TOKEN", "t"},
        {"AWS_SECURITY_TOKEN", "u"}},
       "A/s/u"},
      {{{"AWS_ACCESS_KEY_ID", "A"},
        {"AWS_SECRET_ACCESS_KEY", "s"},
        {"AWS_CREDENTIAL_EXPIRATION", "2030-01-01T00:00:00+01:00"}},
       "A/s/ 2029-12-31T23:00:00Z"},
      {{{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_CREDENTIAL_EXPIRATION", "soon"}},
       "error: AWS_CREDENTIAL_EXPIRATION is no time: 'soon'"},
  };
  for (const auto& row : rows) {
    User user{row.variables, ""};
    EXPECT_EQ(shown(from_environment(user.context(), "default")), row.expected);
  }
}

}  // namespace
}  // namespace eni::client
