#include "eni_trunking/fleet/stack_set_roles.h"

#include <gtest/gtest.h>

#include "iam/parse.h"

namespace eni::command {
namespace {

const Caller kAdministrator{*aws::Arn::parse("arn:aws:iam::123456789012:root")};

TEST(StackSetRoles, TheAdministrationRoleIsCloudFormationsAndBecomesExecutionRolesOnly) {
  EXPECT_TRUE(trusts_cloudformation(json::serialize(administration_trust())));
  EXPECT_EQ(json::serialize(administration_policy("aws-cn", "Runner")),
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],)"
            R"("Resource":["arn:aws-cn:iam::*:role/Runner"]}]})");
}

TEST(StackSetRoles, WhetherCloudFormationIsTrusted) {
  const struct {
    const char* document;
    bool trusted;
  } rows[] = {
      {R"({"Statement":{"Effect":"Allow","Principal":{"Service":"cloudformation.amazonaws.com"}}})", true},
      {R"({"Statement":[{"Effect":"Allow","Principal":{"Service":["a","cloudformation.me-south-1.amazonaws.com"]}}]})",
       true},
      {R"({"Statement":[{"Effect":"Deny","Principal":{"Service":"cloudformation.amazonaws.com"}}]})", false},
      {R"({"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"}}]})", false},
      {R"({"Statement":[{"Effect":"Allow","Principal":"*"}]})", false},
      {"{", false},
      {"[]", false},
  };
  for (const auto& row : rows) EXPECT_EQ(trusts_cloudformation(row.document), row.trusted) << row.document;
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
