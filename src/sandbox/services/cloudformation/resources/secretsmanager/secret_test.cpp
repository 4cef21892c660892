/// What secrets ask for when they are made and changed; services answer literally.
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"
#include "sandbox/services/cloudformation/resources/secretsmanager/secret_template.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Secrets : Handlers {
  const ResourceType& type = *find_resource_type("AWS::SecretsManager::Secret");
  void update(const char* before, const char* after) {
    ResourceCall changed = call(after, "id", before);
    ASSERT_TRUE(run(update_resource(type, changed)));
  }
};

TEST_F(Secrets, AreMadeOfAPasswordUnderItsKeyAndDeletedForGood) {
  services.answer("secretsmanager:GetRandomPassword", R"({"RandomPassword": "p\"w"})");
  services.answer("secretsmanager:CreateSecret", R"({"ARN": "arn:s"})");
  ResourceCall secret = call(R"({"GenerateSecretString": {"PasswordLength": "30", "IncludeSpace": "true",
      "SecretStringTemplate": "{\"user\": \"u\"}", "GenerateStringKey": "password"}})",
                             "Login-1");
  const auto outcome = run(create_resource(type, secret));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "arn:s");
  EXPECT_EQ(as_text(outcome->attributes.at("Id")), "arn:s");
  ASSERT_TRUE(run(remove_resource(type, secret)));
  const std::vector<std::string> expected{
      R"(secretsmanager:GetRandomPassword {"PasswordLength":30,"IncludeSpace":true})",
      R"(secretsmanager:CreateSecret {"Name":"Login-1","SecretString":"{\"user\": \"u\",\"password\":\"p\\\"w\"}"})",
      R"(secretsmanager:DeleteSecret {"SecretId":"arn:s","ForceDeleteWithoutRecovery":true})"};
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Secrets, AnUpdateSendsWhatHasChanged) {
  update(R"({"Description": "d", "SecretString": "1"})", R"({"SecretString": "2"})");
  const std::vector<std::string> expected{
      R"(secretsmanager:UpdateSecret {"SecretId":"id","Description":"","SecretString":"2"})"};
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Secrets, OtherRulesGenerateAnew) {
  services.answer("secretsmanager:GetRandomPassword", R"({"RandomPassword": "new"})");
  update(R"({"GenerateSecretString": {"PasswordLength": 20}})",
         R"({"GenerateSecretString": {"PasswordLength": 30}})");
  update(R"({"GenerateSecretString": {"PasswordLength": 30}, "Description": "d"})",
         R"({"GenerateSecretString": {"PasswordLength": 30}, "Description": "e"})");
  const std::vector<std::string> expected{
      R"(secretsmanager:GetRandomPassword {"PasswordLength":30})",
      R"(secretsmanager:UpdateSecret {"SecretId":"id","SecretString":"new"})",
      R"(secretsmanager:UpdateSecret {"SecretId":"id","Description":"e"})"};
  EXPECT_EQ(services.calls, expected);
}

TEST_F(Secrets, ARepeatedStepHasTheSameToken) {
  const char* before = R"({"SecretString": "1"})";
  const char* after = R"({"SecretString": "2"})";
  update(before, after);
  update(before, after);
  update(after, before);
  ASSERT_EQ(services.tokens.size(), 3U);
  EXPECT_EQ(services.tokens[0], services.tokens[1]);
  EXPECT_NE(services.tokens[0], services.tokens[2]);
  EXPECT_EQ(services.tokens[0].size(), 64U);
  ResourceCall later = call(after, "id", before);
  later.operation_id = "another";
  ASSERT_TRUE(run(update_resource(type, later)));
  EXPECT_NE(services.tokens[0], services.tokens[3]);
}

TEST_F(Secrets, APasswordThatWasGeneratedBeforeAKillIsNotGeneratedTwice) {
  const char* before = R"({"GenerateSecretString": {"PasswordLength": 20}})";
  const char* after = R"({"GenerateSecretString": {"PasswordLength": 30}})";
  services.answer("secretsmanager:GetRandomPassword", R"({"RandomPassword": "one"})");
  services.answer("secretsmanager:GetRandomPassword", R"({"RandomPassword": "two"})");
  update(before, after);
  services.fail("secretsmanager:UpdateSecret", "ResourceExistsException");
  update(before, after);
  ASSERT_EQ(services.tokens.size(), 2U);
  EXPECT_EQ(services.tokens[0], services.tokens[1]);
}

TEST_F(Secrets, WhatWaitsForTheEndOfItsRecoveryWindowHasNoPolicy) {
  const ResourceType& policy = *find_resource_type("AWS::SecretsManager::ResourcePolicy");
  services.answers["secretsmanager:DeleteResourcePolicy"].push_back(
      ApiError{"InvalidRequestException",
               "You can't perform this operation on the secret because it was marked for deletion.", 400});
  ResourceCall removed = call("{}", "arn:s");
  EXPECT_TRUE(run(remove_resource(policy, removed)));
}

std::string filled(const char* secret_template, const char* value = "p") {
  const auto text = fill_secret_template(secret_template, "key", value);
  return text ? *text : text.error().message;
}

TEST(SecretTemplate, StaysAsItIsWritten) {
  EXPECT_EQ(filled("{}"), R"({"key":"p"})");
  EXPECT_EQ(filled(" { } "), R"( { "key":"p"} )");
  EXPECT_EQ(filled(R"({"n": 1.10, "big": 1e400, "a": [1, {"key": 2}]})"),
            R"({"n": 1.10, "big": 1e400, "a": [1, {"key": 2}],"key":"p"})");
  EXPECT_EQ(filled(R"({"}": "{\"key\":,"})", "a\"b"), R"({"}": "{\"key\":,","key":"a\"b"})");
}

TEST(SecretTemplate, HasTheKeyOnce) {
  EXPECT_EQ(filled(R"({"a": 1, "key": {"x": [1, 2]}, "b": 2})"), R"({"a": 1, "key":"p", "b": 2})");
  EXPECT_EQ(filled(R"({"k\u0065y":""})"), R"({"k\u0065y":"p"})");
}

TEST(SecretTemplate, IsAnObject) {
  for (const char* text : {"", "[]", "1", "{", R"({"a": 1, "a": 2})", "{} {}"})
    EXPECT_EQ(filled(text), "SecretStringTemplate is not a JSON object.") << text;
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
