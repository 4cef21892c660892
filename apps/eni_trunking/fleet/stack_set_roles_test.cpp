#include "eni_trunking/fleet/stack_set_roles.h"

#include <gtest/gtest.h>

#include "iam/evaluate.h"
#include "iam/parse.h"

namespace eni::command {
namespace {

const Caller kAdministrator{*aws::Arn::parse("arn:aws:iam::123456789012:root")};

CloudFormationTrust trust_in(const std::string& document) {
  const auto trust = trust_in_cloudformation(document, kAdministrator, aws::Region{"eu-central-1"});
  EXPECT_TRUE(trust.has_value()) << document;
  return trust.has_value() ? *trust : CloudFormationTrust::kNone;
}

TEST(StackSetRoles, TheAdministrationRoleIsForOwnStackSetsAndBecomesExecutionRolesOnly) {
  EXPECT_EQ(trust_in(json::serialize(administration_trust(kAdministrator))),
            CloudFormationTrust::kOwnStackSets);
  EXPECT_EQ(json::serialize(administration_policy("aws-cn", "Runner")),
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],)"
            R"("Resource":["arn:aws-cn:iam::*:role/Runner"]}]})");
}

TEST(StackSetRoles, WhetherCloudFormationIsTrusted) {
  const std::string allow =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",)";
  const std::string cloudformation = R"("Principal":{"Service":"cloudformation.amazonaws.com"})";
  const struct {
    std::string document;
    CloudFormationTrust trust;
  } rows[] = {
      {allow + cloudformation + "}]}", CloudFormationTrust::kEverybodys},
      {allow +
           R"("Principal":{"Service":["a.amazonaws.com","cloudformation.eu-central-1.amazonaws.com"]}}]})",
       CloudFormationTrust::kEverybodys},
      {allow + R"("Principal":{"Service":"cloudformation.me-south-1.amazonaws.com"}}]})",
       CloudFormationTrust::kNone},
      {allow + R"("Principal":{"Service":"lambda.amazonaws.com"}}]})", CloudFormationTrust::kNone},
      {allow + cloudformation + R"(,"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}]})",
       CloudFormationTrust::kOwnStackSets},
      {allow + cloudformation + R"(,"Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}]})",
       CloudFormationTrust::kNone},
      {allow + cloudformation +
           R"(,"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudformation:*:123456789012:stackset/*"}}}]})",
       CloudFormationTrust::kOwnStackSets},
      {allow + cloudformation + R"(},{"Effect":"Deny","Action":"*",)" + cloudformation + "}]}",
       CloudFormationTrust::kNone},
  };
  for (const auto& row : rows) EXPECT_EQ(trust_in(row.document), row.trust) << row.document;
  EXPECT_TRUE(trust_in_cloudformation("{", kAdministrator, aws::Region{"eu-central-1"}).has_error());
}

/// Of an execution role's policies together.
iam::Effect effect_of(const json::object& role, std::string_view action, std::string_view resource,
                      iam::ContextMap keys = {}) {
  for (const json::value& policy : array_at(role, "Policies")) {
    const auto parsed = iam::parse_policy(json::serialize(object_at(policy, "PolicyDocument")));
    EXPECT_TRUE(parsed.has_value());
    if (iam::evaluate_policy(*parsed, {action, resource, keys}) == iam::Effect::kAllow)
      return iam::Effect::kAllow;
  }
  return iam::Effect::kPass;
}

TEST(StackSetRoles, TheExecutionRoleMayWhatStacksOfStackSetsNeedAndNoMore) {
  const auto parsed = parse_json(execution_role_template(kAdministrator, "Runner"));
  ASSERT_TRUE(parsed.has_value());
  const json::object& role =
      object_at(object_at(object_at(*parsed, "Resources"), "ExecutionRole"), "Properties");
  const std::string hosts_policy = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role";
  const std::string stack_set_role = "arn:aws:iam::111122223333:role/StackSet-web-1-EC2Role-A";
  const struct {
    const char* action;
    std::string resource;
    iam::ContextMap keys;
    bool allowed;
  } rows[] = {
      {"cloudformation:CreateStack",
       "arn:aws:cloudformation:us-east-1:111122223333:stack/StackSet-web-1/*",
       {},
       true},
      {"cloudformation:DeleteStack", "arn:aws:cloudformation:us-east-1:111122223333:stack/web/1", {}, false},
      {"cloudformation:CreateStackSet",
       "arn:aws:cloudformation:us-east-1:111122223333:stackset/web:*",
       {},
       false},
      {"iam:CreateRole", stack_set_role, {}, true},
      {"iam:PutRolePolicy", "arn:aws:iam::111122223333:role/Admin", {}, false},
      {"iam:AttachRolePolicy", stack_set_role, {{"iam:PolicyARN", {hosts_policy}}}, true},
      {"iam:AttachRolePolicy",
       stack_set_role,
       {{"iam:PolicyARN", {"arn:aws:iam::aws:policy/AdministratorAccess"}}},
       false},
      {"iam:PassRole", stack_set_role, {{"iam:PassedToService", {"lambda.amazonaws.com"}}}, true},
      {"iam:PassRole", stack_set_role, {{"iam:PassedToService", {"codebuild.amazonaws.com"}}}, false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(effect_of(role, row.action, row.resource, row.keys) == iam::Effect::kAllow, row.allowed)
        << row.action << " on " << row.resource;
}

TEST(StackSetRoles, TheExecutionRoleHasPoliciesThatIamTakes) {
  const auto parsed = parse_json(execution_role_template(kAdministrator, "Runner"));
  ASSERT_TRUE(parsed.has_value());
  const json::object& role =
      object_at(object_at(object_at(*parsed, "Resources"), "ExecutionRole"), "Properties");
  EXPECT_EQ(text_at(role, "RoleName"), "Runner");
  EXPECT_TRUE(iam::parse_policy(json::serialize(object_at(role, "AssumeRolePolicyDocument"))).has_value());
  std::size_t size = 0;
  for (const json::value& policy : array_at(role, "Policies")) {
    const std::string document = json::serialize(object_at(policy, "PolicyDocument"));
    EXPECT_TRUE(iam::parse_policy(document).has_value()) << document;
    size += document.size();
  }
  EXPECT_GT(size, 0u);
  EXPECT_LT(size, 10240u) << "IAM's limit of a role's inline policies together";
}

}  // namespace
}  // namespace eni::command
