#include "iam/validate.h"

#include <gtest/gtest.h>

namespace eni::iam {
namespace {

struct Row {
  DocumentKind kind;
  const char* statement;  ///< without braces
  const char* message;    ///< "" if it is valid
};

constexpr auto kInline = DocumentKind::kInline;
constexpr auto kTrust = DocumentKind::kTrust;
constexpr auto kResource = DocumentKind::kResource;

constexpr const char* kLegacy = "The policy failed legacy parsing";
constexpr const char* kIamPath =
    "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, "
    "instance-profile/, mfa/, "
    "server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.";

const Row kRows[] = {
    {kInline, R"("Action": "s3:GetObject", "Resource": "*")", ""},
    {kInline, R"("Action": "*", "Resource": "*")", ""},
    {kInline, R"("NotAction": "iam:*", "Resource": "*")", ""},
    {kInline, R"("Resource": "*")", "Policy statement must contain actions."},
    {kInline, R"("Action": [], "Resource": "*")", "Policy statement must contain actions."},
    {kInline, R"("Action": "s3:GetObject")", "Policy statement must contain resources."},
    {kInline, R"("Action": "s3:GetObject", "Resource": [])", "Policy statement must contain resources."},
    {kInline, R"("Action": "GetObject", "Resource": "*")",
     "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."},
    {kInline, R"("Action": "a:b:c", "Resource": "*")", "Actions/Condition can contain only one colon."},
    {kInline, R"("Action": "s 3:Get", "Resource": "*")", "Vendor s 3 is not valid"},
    {kInline, R"("Action": "s3:Get", "Resource": "bucket")",
     R"(Resource bucket must be in ARN format or "*".)"},
    // As recorded on AWS.
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws")",
     "Resource vendor must be fully qualified and cannot contain regexes."},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:s3::b")", kLegacy},
    {kInline, R"("Action": "s3:Get", "NotResource": "arn:aws:s3::b")", kLegacy},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws::fdsasf")", kLegacy},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws::::b")", kLegacy},
    {kInline, R"("Resource": "arn:aws:s3::b")", kLegacy},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:fdsasf")", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:s3:us-east-1::b")",
     "Resource arn:aws:s3:us-east-1::b can not contain region information."},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:s3:us-east-1:111122223333:accesspoint/b")", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:ec2:us-east-1::b")", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:iam:::b")", kIamPath},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:iam:::user/b")", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:aws:iam::*:user/${aws:username}")", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "a:bsdfdsafsad")",
     R"(Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".)"},
    {kInline, R"("Action": "s3:Get", "Resource": "a:b:c:d:e:f:g:h")",
     R"(Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".)"},
    {kInline, R"("Action": "s3:Get", "Resource": "aws:s3:::b")",
     R"(Partition "s3" is not valid for resource "arn:s3:::b:*".)"},
    {kInline, R"("Action": "s3:Get", "Resource": ["arn:error:s3:::b", "arn:error:s3::b"])",
     R"(Partition "error" is not valid for resource "arn:error:s3:::b".)"},
    {kInline, R"("Action": "s:3:ListBucket", "Resource": "sdfsadf")",
     R"(Resource sdfsadf must be in ARN format or "*".)"},
    {kInline, R"("Action": "s3:Get", "Resource": "")", R"(Resource  must be in ARN format or "*".)"},
    {kInline, R"("Action": "invalid")",
     "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."},
    {kInline, R"("Action": "s3:Get", "Resource": "*", "Condition": {"DateGreaterThan": {"a": "sdfdsf"}})",
     kLegacy},
    {kInline, R"("Condition": {"DateGreaterThan": {"a": "sdfdsf"}})", kLegacy},
    {kInline,
     R"("Action": "s3:Get", "Resource": "arn:error:s3:::b", "Condition": {"DateGreaterThan": {"a": "sdfdsf"}})",
     kLegacy},
    {kInline,
     R"("Action": "s3:Get", "Resource": "*", "Condition": {"DateLessThanIfExists": {"a": ["01T", "x"]}})",
     kLegacy},
    {kInline, R"("Action": "s3:Get", "Resource": "*", "Condition": {"DateGreaterThan": {"a": []}})", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "*", "Condition": {"a": {}})", ""},
    {kInline, R"("Action": "s3:Get", "Resource": "*", "Condition": {"x": {"a": "1"}})",
     "Syntax errors in policy."},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:nowhere:s3:::b")",
     R"(Partition "nowhere" is not valid for resource "arn:nowhere:s3:::b".)"},
    {kInline, R"("Action": "iam:Get", "Resource": "arn:aws:iam:us-east-1:111122223333:role/x")",
     "IAM resource arn:aws:iam:us-east-1:111122223333:role/x cannot contain region information."},
    {kInline, R"("Action": "s3:Get", "Resource": "arn:${aws:Partition}:s3:::b")", ""},
    {kInline, R"("Sid": "a b", "Action": "s3:Get", "Resource": "*")",
     "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
     "[0-9A-Za-z]*"},
    {kInline, R"("Principal": "*", "Action": "s3:Get", "Resource": "*")",
     "Policy document should not specify a principal."},
    {kTrust, R"("Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole")", ""},
    {kTrust,
     R"("Principal": {"Service": ["ec2.amazonaws.com.cn"]}, "Action": ["sts:AssumeRole", "sts:TagSession"])",
     ""},
    {kTrust, R"("Principal": {"AWS": "*"}, "Action": "sts:AssumeRole")", ""},
    {kTrust, R"("Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole")", ""},
    {kTrust,
     R"("Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/r/s"}, "Action": "sts:AssumeRole")", ""},
    {kTrust,
     R"("Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity")", ""},
    {kTrust, R"("Action": "sts:AssumeRole")", "Missing required field Principal"},
    {kTrust, R"("Principal": {}, "Action": "sts:AssumeRole")",
     "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a "
     "statement with no principals!"},
    {kTrust, R"("Principal": {"AWS": "nobody"}, "Action": "sts:AssumeRole")",
     R"(Invalid principal in policy: "AWS":"nobody")"},
    {kTrust, R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/a*"}, "Action": "sts:AssumeRole")",
     R"(Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/a*")"},
    {kTrust, R"("Principal": {"AWS": "arn:aws:iam::111122223333:group/g"}, "Action": "sts:AssumeRole")",
     R"(Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g")"},
    {kTrust, R"("Principal": {"Service": "lambda"}, "Action": "sts:AssumeRole")",
     R"(Invalid principal in policy: "SERVICE":"lambda")"},
    {kTrust, R"("Principal": {"AWS": "*"}, "Action": "s3:GetObject")",
     "AssumeRole policy may only specify STS AssumeRole actions."},
    {kTrust, R"("Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": "*")",
     "Has prohibited field Resource"},
    {kTrust, R"("NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole")",
     "Allow with NotPrincipal is not allowed."},
    {kResource, R"("Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*")", ""},
    {kResource, R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*")",
     "Missing required field Principal"},
};

TEST(ValidateDocument, RefusesInTheWordsOfIam) {
  for (const Row& row : kRows) {
    const std::string document = R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", )" +
                                 std::string{row.statement} + "}]}";
    const auto policy = validate_document(document, row.kind);
    EXPECT_EQ(policy.has_error() ? policy.error().message : "", row.message) << row.statement;
    if (policy.has_error()) {
      EXPECT_EQ(policy.error().code, "MalformedPolicyDocument");
    }
  }
}

TEST(ValidateDocument, WantsSidsToBeUnique) {
  const auto policy = validate_document(
      R"({"Statement": [{"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"}, {"Sid": "a", "Effect": "Deny", "Action": "*", "Resource": "*"}]})",
      kInline);
  ASSERT_TRUE(policy.has_error());
  EXPECT_EQ(policy.error().message, "Statement IDs (SID) in a single policy must be unique.");
}

TEST(ValidateDocument, WantsTheNewVersionForManagedPoliciesOnly) {
  const char* document = R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})";
  EXPECT_TRUE(validate_document(document, kInline).has_value());
  const auto managed = validate_document(document, DocumentKind::kManaged);
  ASSERT_TRUE(managed.has_error());
  EXPECT_EQ(managed.error().message, "Policy document must be version 2012-10-17 or greater.");
}

struct EffectRow {
  DocumentKind kind;
  const char* effect;
  const char* message;
};

// As recorded on AWS.
const EffectRow kEffects[] = {
    {kInline, "denY", kLegacy}, {kInline, "aLLow", kLegacy}, {kInline, "invalid", "Syntax errors in policy."},
    {kTrust, "ALLOW", ""},      {kTrust, "deny", ""},
};

TEST(ValidateDocument, TakesEffectsOfAnyCaseInTrustPoliciesOnly) {
  for (const EffectRow& row : kEffects) {
    const std::string rest = row.kind == kTrust ? R"("Principal": {"AWS": "*"}, "Action": "sts:AssumeRole")"
                                                : R"("Action": "*", "Resource": "*")";
    const auto policy = validate_document(R"({"Version": "2012-10-17", "Statement": {"Effect": ")" +
                                              std::string{row.effect} + "\", " + rest + "}}",
                                          row.kind);
    EXPECT_EQ(policy.has_error() ? policy.error().message : "", row.message) << row.effect;
    if (policy.has_value()) {
      EXPECT_EQ(policy->statements[0].allow, row.effect[0] == 'A');
    }
  }
}

TEST(ValidateDocument, SaysInvalidJsonOfATrustPolicy) {
  EXPECT_EQ(validate_document("{", kTrust).error().message, "This policy contains invalid Json");
  EXPECT_EQ(validate_document("{", kInline).error().message, "Syntax errors in policy.");
}

TEST(PrincipalsToVerify, AreRolesAndUsers) {
  const auto policy = validate_document(
      R"({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:user/b", "arn:aws:sts::111122223333:assumed-role/a/s"]}}]})",
      kTrust);
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(principals_to_verify(*policy), (std::vector<std::string>{"arn:aws:iam::111122223333:role/a",
                                                                     "arn:aws:iam::111122223333:user/b"}));
}

}  // namespace
}  // namespace eni::iam
