#include "sandbox/task_engine/secret_value.h"

#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

constexpr const char* kArn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:app/db-AbCdEf";

/// "ID REGION KEY STAGE VERSION"
std::string text_of(const std::string& value_from) {
  const auto read = read_secret_reference(value_from);
  if (read.has_error()) return read.error().message;
  return read->id + " " + read->region.value + " " + read->json_key + " " + read->version_stage + " " +
         read->version_id;
}

TEST(SecretReference, HasAKeyAStageAndAVersionOrNothing) {
  const std::string arn = kArn;
  const std::string plain = arn + " eu-west-1 ";
  EXPECT_EQ(text_of(arn), plain + "  ");
  EXPECT_EQ(text_of(arn + ":password::"), plain + "password  ");
  EXPECT_EQ(text_of(arn + "::AWSPREVIOUS:"), plain + " AWSPREVIOUS ");
  EXPECT_EQ(text_of(arn + ":k:s:v"), plain + "k s v");
  for (const std::string& wrong : {arn + ":password", arn + ":a:b", arn + ":a:b:c:d", std::string("name"),
                                   std::string("arn:aws:secretsmanager:eu-west-1:111111111111:secret:")})
    EXPECT_EQ(text_of(wrong),
              "trying to retrieve secret with value " + wrong +
                  " resulted in error: an invalid ARN format for the AWS Secrets Manager secret was "
                  "specified. Specify a valid ARN and try again.");
  EXPECT_TRUE(is_secret_arn(arn));
  EXPECT_FALSE(is_secret_arn("arn:aws:ssm:eu-west-1:111111111111:parameter/a"));
  EXPECT_FALSE(is_secret_arn("secretsmanager"));
}

TEST(SecretReference, OfALoginIsTakenWhole) {
  const std::string arn = "arn:aws:secretsmanager:us-west-2:111122223333:secret:a-AbCdEf";
  for (const std::string& given : {arn, arn + ":key:stage:version"}) {
    const auto reference = login_reference(given, aws::Region{"eu-central-1"});
    EXPECT_EQ(reference.id, given);
    EXPECT_EQ(reference.region.value, "us-west-2");
    EXPECT_EQ(reference.json_key + reference.version_stage + reference.version_id, "");
  }
  EXPECT_EQ(login_reference("a", aws::Region{"eu-central-1"}).region.value, "eu-central-1");
}

TEST(SecretValue, OfAKeyIsWrittenAsTheAgentDoes) {
  const struct {
    const char* json;
    const char* expected;
  } rows[] = {
      {R"("text \" as it is")", "text \" as it is"},
      {R"("")", ""},
      {"5432", "5432"},
      {"-0.5", "-0.5"},
      {"0", "0"},
      {"999999", "999999"},
      {"1000000", "1e+06"},
      {"1234567.5", "1.2345675e+06"},
      {"0.00001", "1e-05"},
      {"true", "true"},
      {"null", "<nil>"},
      {R"(["a", 1, []])", "[a 1 []]"},
      {R"({"b": false, "a": {"c": "d"}})", "map[a:map[c:d] b:false]"},
  };
  for (const auto& row : rows) {
    const auto value = value_of_json_key(R"({"other": 1, "k": )" + std::string(row.json) + "}", "k");
    EXPECT_EQ(value ? *value : value.error().message, row.expected) << row.json;
  }
}

TEST(SecretValue, WithoutTheKeyIsNoneAndSaysNothingOfWhatIsThere) {
  const auto said = [](const char* secret) { return value_of_json_key(secret, "k").error().message; };
  EXPECT_EQ(said(R"({"K": "hidden"})"), "retrieved secret from Secrets Manager did not contain json key k");
  for (const char* secret : {"hidden", R"(["hidden"])", R"({"k": "hidden)", ""})
    EXPECT_EQ(said(secret),
              "retrieved secret from Secrets Manager is no JSON object, so it has no json key k");
}

TEST(RegistryLogin, IsOfAUserAndAPassword) {
  const struct {
    const char* secret;
    const char* expected;
  } rows[] = {
      {R"({"username": "me", "password": "p"})", "me p"},
      {R"({"Username": "me", "PASSWORD": "p", "more": 1})", "me p"},
      {"", "asm fetching authorization data: empty secrets value"},
      {"me:p", "asm fetching authorization data: unable to unmarshal secret value, invalid schema"},
      {R"(["me", "p"])", "asm fetching authorization data: unable to unmarshal secret value, invalid schema"},
      {R"({"username": 1, "password": "p"})",
       "asm fetching authorization data: unable to unmarshal secret value, invalid schema"},
      {R"({"password": "p"})", "asm fetching username: AuthorizationData is malformed, empty field"},
      {R"({"username": "me", "password": null})",
       "asm fetching password: AuthorizationData is malformed, empty field"},
  };
  for (const auto& row : rows) {
    const auto login = read_registry_login(row.secret);
    EXPECT_EQ(login ? login->user + " " + login->password : login.error().message, row.expected)
        << row.secret;
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
