#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

TEST(CustomProcess, PrintsCredentials) {
  const struct {
    ProgramOutput output;
    const char* expected;
  } rows[] = {
      {{0, R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"})", ""}, "A/s/"},
      {{0,
        R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","Expiration":"2030-01-01T00:00:00Z"})",
        ""},
       "A/s/t 2030-01-01T00:00:00Z"},
      {{2, "", "no session\n"},
       "error: credential_process of the profile 'default': exit code 2: no session"},
      {{0, "secret", ""}, "error: credential_process of the profile 'default': what it prints is not JSON"},
      {{0, "[1]", ""}, "error: credential_process of the profile 'default': it must print \"Version\": 1"},
      {{0, R"({"Version":2})", ""},
       "error: credential_process of the profile 'default': it must print \"Version\": 1"},
      {{0, R"({"Version":1,"AccessKeyId":"A"})", ""},
       "error: credential_process of the profile 'default' gave credentials without SecretAccessKey"},
      {{0, R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"x"})", ""},
       "error: credential_process of the profile 'default' gave credentials that expire at no time: 'x'"},
  };
  for (const auto& row : rows) {
    User user{{}, "[default]\ncredential_process = /bin/it \"a b\" c\n"};
    user.environment.programs["/bin/it a b c"] = row.output;
    EXPECT_EQ(shown(from_custom_process(user.context(), "default")), row.expected);
  }
}

TEST(CustomProcess, MustStart) {
  User user{
      {},
      "[default]\ncredential_process = /bin/it 'a\n[profile b]\ncredential_process = /none\n[profile c]\n"};
  EXPECT_EQ(shown(from_custom_process(user.context(), "default")),
            "error: credential_process of the profile 'default': a quotation is not closed");
  EXPECT_EQ(shown(from_custom_process(user.context(), "b")),
            "error: credential_process of the profile 'b': cannot start /none");
  EXPECT_EQ(shown(from_custom_process(user.context(), "c")), "none");
}

}  // namespace
}  // namespace eni::client
