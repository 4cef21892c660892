/// What secrets ask for when they are made and changed; services answer literally.
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"

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
      R"(secretsmanager:CreateSecret {"Name":"Login-1","SecretString":"{\"user\":\"u\",\"password\":\"p\\\"w\"}"})",
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

}  // namespace
}  // namespace eni::sandbox::cloudformation
