#include "template/dynamic_reference.h"

#include <gtest/gtest.h>

namespace eni::tmpl {
namespace {

/// "name:version" of each, or the error.
std::string found(const json::value& value) {
  const auto references = find_dynamic_references(value);
  if (references.has_error()) return references.error().message;
  std::string out;
  for (const DynamicReference& reference : *references) out += reference.name + ":" + reference.version + " ";
  return out;
}

TEST(DynamicReference, AreFoundInTexts) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"plain", ""},
      {"{{resolve:ssm:/a/b}}", "/a/b: "},
      {"{{resolve:ssm:name:3}}", "name:3 "},
      {"x-{{resolve:ssm:a}}-{{resolve:ssm:b:1}}", "a: b:1 "},
      {"{{resolve:ssm:a}}{{resolve:ssm:a}}", "a: "},
      {"{{resolve:ssm:a", ""},
      {"{{changeSet:KNOWN_AFTER_APPLY}}", ""},
      {"{{resolve:secretsmanager:{{changeSet:KNOWN_AFTER_APPLY}}:SecretString:k}}{{resolve:ssm:a}}", "a: "},
      {"{{resolve:ssm:a:x}}",
       "Incorrect format is used in the following SSM reference: [{{resolve:ssm:a:x}}]"},
      {"{{resolve:ssm:a:0}}",
       "Incorrect format is used in the following SSM reference: [{{resolve:ssm:a:0}}]"},
      {"{{resolve:ssm:}}", "Incorrect format is used in the following SSM reference: [{{resolve:ssm:}}]"},
      {"{{resolve:ssm}}", "Incorrect format is used in the following SSM reference: [{{resolve:ssm}}]"},
      {"{{resolve:ssm:a b}}",
       "Incorrect format is used in the following SSM reference: [{{resolve:ssm:a b}}]"},
      {"{{resolve:ssm-secure:a:1}}", "a:1 "},
      {"{{resolve:ssm-secure:a:prod}}",
       "Incorrect format is used in the following SSM reference: [{{resolve:ssm-secure:a:prod}}]"},
      {"{{resolve:acm:s:k}}", "Dynamic references to the service acm are not supported: {{resolve:acm:s:k}}"},
  };
  for (const auto& row : rows) EXPECT_EQ(found(json::value(row.text)), row.expected) << row.text;
}

TEST(DynamicReference, ThatIsUnknownIsMalformedOnceTheChangeIsMade) {
  for (const char* text : {"{{resolve:ssm:{{changeSet:KNOWN_AFTER_APPLY}}}}",
                           "{{resolve:secretsmanager:{{changeSet:KNOWN_AFTER_APPLY}}:SecretString:k}}"}) {
    EXPECT_EQ(found(json::value(text)), "") << text;
    const auto references = find_dynamic_references(json::value(text), UnknownReferences::kRefuse);
    ASSERT_TRUE(references.has_error()) << text;
    EXPECT_EQ(references.error().message.find("Incorrect format is used in the following"), 0U);
  }
}

/// "ID|KEY|STAGE|VERSION", or the error.
std::string secret(const std::string& rest) {
  const auto references = find_dynamic_references(json::value("{{resolve:secretsmanager" + rest + "}}"));
  if (references.has_error()) return references.error().message;
  const DynamicReference& one = references->front();
  return one.name + "|" + one.json_key + "|" + one.version_stage + "|" + one.version;
}

TEST(DynamicReference, OfASecretHasAKeyAStageAndAVersionOrNone) {
  const std::string arn = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:a/b-AbCdEf";
  EXPECT_EQ(secret(":s"), "s|||");
  EXPECT_EQ(secret(":s:SecretString:k"), "s|k||");
  EXPECT_EQ(secret(":a/b::k:AWSPREVIOUS"), "a/b|k|AWSPREVIOUS|");
  EXPECT_EQ(secret(":s:SecretString:::v"), "s|||v");
  EXPECT_EQ(secret(":" + arn), arn + "|||");
  EXPECT_EQ(secret(":" + arn + ":SecretString:k::"), arn + "|k||");
  for (const std::string wrong : {"", ":", ":s:SecretBinary", ":s:SecretString:k:s:v:x", "::SecretString:k"})
    EXPECT_EQ(
        secret(wrong),
        "Incorrect format is used in the following Secrets Manager reference: [{{resolve:secretsmanager" +
            wrong + "}}]");
}

TEST(DynamicReference, ToASecretsKeyIsItsScalar) {
  const struct {
    const char* secret;
    const char* key;
    const char* expected;
  } rows[] = {
      {"any text", "", "any text"},
      {R"({"k": "v"})", "k", "v"},
      {R"({"k": 5432})", "k", "5432"},
      {R"({"k": true})", "k", "true"},
      {R"({"k": "v"})", "K", "Could not find a value associated with JSONKey in SecretString"},
      {R"({"k": {"a": 1}})", "k", "Could not find a value associated with JSONKey in SecretString"},
      {"any text", "k", "Could not parse SecretString JSON"},
      {R"(["k"])", "k", "Could not parse SecretString JSON"},
  };
  for (const auto& row : rows) {
    DynamicReference reference;
    reference.json_key = row.key;
    const auto value = referenced_value(reference, row.secret);
    EXPECT_EQ(value ? *value : value.error().message, row.expected) << row.secret;
  }
}

TEST(DynamicReference, HavePlacesAsAwsNamesThem) {
  const json::object properties =
      json::parse(
          R"({"Environment":{"Variables":{"T":"x{{resolve:ssm-secure:a:1}}"}},"L":["{{resolve:ssm-secure:a:1}}"],"V":"a"})")
          .as_object();
  const DynamicReference reference = find_dynamic_references(properties)->front();
  EXPECT_EQ(secure_reference_problem(places_of(reference, "A::B", properties)),
            "SSM Secure reference is not supported in: [A::B/Properties/Environment/Variables/T, "
            "A::B/Properties/L]");
}

TEST(DynamicReference, AreReplacedAnywhereInAValue) {
  const json::value value =
      json::parse(R"({"a":["x{{resolve:ssm:n}}y{{resolve:ssm:m:1}}", 3],"b":"{{resolve:ssm:k}}"})");
  const json::value replaced =
      replace_dynamic_references(value, {{"{{resolve:ssm:n}}", "1"}, {"{{resolve:ssm:m:1}}", "2"}});
  EXPECT_EQ(json::serialize(replaced), R"({"a":["x1y2",3],"b":"{{resolve:ssm:k}}"})");
  EXPECT_EQ(found(value), "n: m:1 k: ");
}

}  // namespace
}  // namespace eni::tmpl
