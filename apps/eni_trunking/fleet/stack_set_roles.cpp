#include "eni_trunking/fleet/stack_set_roles.h"

#include "base/text.h"
#include "diagnosis/check.h"
#include "eni_trunking/roles/role_documents.h"
#include "iam/evaluate.h"
#include "iam/parse.h"

namespace eni::command {

namespace {

constexpr std::string_view kService = "cloudformation.amazonaws.com";
constexpr std::string_view kAdministrationPolicy = "become-execution-roles";
/// How the names of all begin that the stacks of stack sets make: StackSet-NAME-ID-LOGICALID-SUFFIX.
constexpr std::string_view kMadeNames = "StackSet-*";

json::object allow(std::initializer_list<std::string_view> actions, json::array resources) {
  json::array list;
  for (const std::string_view action : actions) list.emplace_back(action);
  return {{"Effect", "Allow"}, {"Action", std::move(list)}, {"Resource", std::move(resources)}};
}

json::object document(json::array statements) {
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

/// Of templates/eni-trunking.yml.
json::object deployment_policy(const Caller& administrator) {
  const std::string arn = "arn:" + administrator.partition() + ":";
  const std::string made{kMadeNames};
  const json::array roles{arn + "iam::*:role/" + made};
  const std::string artifacts = arn + "s3:::eni-trunking-" + administrator.account() + "-*/*";
  json::object pass = allow({"iam:PassRole"}, roles);
  pass["Condition"] = json::object{
      {"StringEquals", {{"iam:PassedToService", json::array{"lambda.amazonaws.com", "ec2.amazonaws.com"}}}}};
  json::object attach = allow({"iam:AttachRolePolicy", "iam:DetachRolePolicy"}, roles);
  attach["Condition"] = json::object{
      {"ArnEquals",
       {{"iam:PolicyARN", arn + "iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"}}}};
  return document({// AWS asks for all of CloudFormation's actions; only on stacks of stack sets.
                   allow({"cloudformation:*"}, {arn + "cloudformation:*:*:stack/" + made + "/*"}),
                   allow({"s3:GetObject"}, {artifacts}),
                   allow({"iam:CreateRole", "iam:DeleteRole", "iam:GetRole", "iam:UpdateRole",
                          "iam:UpdateRoleDescription", "iam:UpdateAssumeRolePolicy", "iam:TagRole",
                          "iam:UntagRole", "iam:ListRoleTags", "iam:PutRolePolicy", "iam:GetRolePolicy",
                          "iam:DeleteRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"},
                         roles),
                   attach,
                   allow({"iam:CreateInstanceProfile", "iam:DeleteInstanceProfile", "iam:GetInstanceProfile",
                          "iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile",
                          "iam:TagInstanceProfile", "iam:UntagInstanceProfile"},
                         {arn + "iam::*:instance-profile/" + made}),
                   pass,
                   allow({"lambda:CreateFunction", "lambda:DeleteFunction", "lambda:GetFunction",
                          "lambda:GetFunctionConfiguration", "lambda:UpdateFunctionCode",
                          "lambda:UpdateFunctionConfiguration", "lambda:InvokeFunction", "lambda:ListTags",
                          "lambda:TagResource", "lambda:UntagResource", "lambda:PutFunctionEventInvokeConfig",
                          "lambda:UpdateFunctionEventInvokeConfig", "lambda:GetFunctionEventInvokeConfig",
                          "lambda:DeleteFunctionEventInvokeConfig"},
                         {arn + "lambda:*:*:function:" + made}),
                   allow({"logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy",
                          "logs:DeleteRetentionPolicy", "logs:ListTagsForResource", "logs:TagResource",
                          "logs:UntagResource", "logs:TagLogGroup", "logs:UntagLogGroup"},
                         {arn + "logs:*:*:log-group:/aws/lambda/" + made}),
                   allow({"logs:DescribeLogGroups"}, {"*"})});
}

json::object reading_policy() {
  std::vector<const diagnosis::Check*> checks;
  for (const diagnosis::Check& check : diagnosis::all_checks()) checks.push_back(&check);
  json::array actions;
  for (const std::string& action : diagnosis::needed_actions(checks)) {
    if (action != "sts:AssumeRole") actions.emplace_back(action);
  }
  return document({json::object{{"Effect", "Allow"}, {"Action", std::move(actions)}, {"Resource", "*"}}});
}

/// Of the statement that lets CloudFormation in.
constexpr std::string_view kTrustId = "CloudFormationStackSets";

std::string stack_sets_of(const Caller& administrator) {
  return "arn:" + administrator.partition() + ":cloudformation:*:" + administrator.account() + ":stackset/*";
}

json::object trust_statement(const Caller& administrator) {
  return {{"Sid", kTrustId},
          {"Effect", "Allow"},
          {"Principal", {{"Service", kService}}},
          {"Action", "sts:AssumeRole"},
          {"Condition",
           {{"StringEquals", {{"aws:SourceAccount", administrator.account()}}},
            {"StringLike", {{"aws:SourceArn", stack_sets_of(administrator)}}}}}};
}

/// Whether a stack set of `account` may have CloudFormation become the role.
bool lets_in(const iam::Policy& trust, const std::string& service, const std::string& partition,
             const std::string& region, const std::string& account) {
  iam::Caller cloudformation;
  cloudformation.arn = cloudformation.service = service;
  const iam::ContextMap keys{
      {"aws:SourceAccount", {account}},
      {"aws:SourceArn", {"arn:" + partition + ":cloudformation:" + region + ":" + account + ":stackset/a:b"}},
      {"aws:PrincipalIsAWSService", {"true"}},
      {"aws:SecureTransport", {"true"}}};
  const iam::Request request{"sts:AssumeRole", "*", keys};
  return iam::evaluate_resource_policy(trust, cloudformation, request).effect == iam::Effect::kAllow;
}

}  // namespace

json::object administration_trust(const Caller& administrator) {
  return document({trust_statement(administrator)});
}

json::object administration_policy(const std::string& partition, const std::string& execution_role) {
  return document({allow({"sts:AssumeRole"}, {"arn:" + partition + ":iam::*:role/" + execution_role})});
}

Result<CloudFormationTrust> trust_in_cloudformation(const std::string& text, const Caller& administrator,
                                                    const aws::Region& region) {
  const auto trust = iam::parse_policy(text);
  if (!trust) return Error{"the trust policy is not understood: " + trust.error().message, ""};
  const auto lets_in_stack_sets_of = [&](const std::string& account) {
    return lets_in(*trust, std::string(kService), administrator.partition(), region.value, account) ||
           lets_in(*trust, "cloudformation." + region.value + ".amazonaws.com", administrator.partition(),
                   region.value, account);
  };
  if (!lets_in_stack_sets_of(administrator.account())) return CloudFormationTrust::kNone;
  const std::string another = administrator.account() == "000000000001" ? "000000000002" : "000000000001";
  return lets_in_stack_sets_of(another) ? CloudFormationTrust::kEverybodys
                                        : CloudFormationTrust::kOwnStackSets;
}

std::string execution_role_template(const Caller& administrator, const std::string& role_name) {
  const std::string root =
      aws::Arn{administrator.partition(), "iam", "", administrator.account(), "root"}.text();
  const json::object trust = document(
      {json::object{{"Effect", "Allow"}, {"Principal", {{"AWS", root}}}, {"Action", "sts:AssumeRole"}}});
  const json::array policies{
      json::object{{"PolicyName", "deploy-eni-trunking"},
                   {"PolicyDocument", deployment_policy(administrator)}},
      json::object{{"PolicyName", "read-for-doctor"}, {"PolicyDocument", reading_policy()}}};
  const json::object role{
      {"Type", "AWS::IAM::Role"},
      {"Properties",
       {{"RoleName", role_name},
        {"Description", "What stack sets of account " + administrator.account() + " deploy as"},
        {"AssumeRolePolicyDocument", trust},
        {"Policies", policies}}}};
  return pretty(json::object{{"AWSTemplateFormatVersion", "2010-09-09"},
                             {"Description", "The role by which account " + administrator.account() +
                                                 " deploys ENI trunking to this one, for StackSets"},
                             {"Resources", {{"ExecutionRole", role}}}});
}

AdministrationRole::AdministrationRole(client::AwsClient& client, const Caller& administrator,
                                       const std::string& arn, std::string execution_role)
    : client_{&client},
      administrator_{administrator},
      arn_{administrator.partition(), "iam", "", administrator.account(),
           "role/" + std::string(kAdministrationRole)},
      execution_role_{std::move(execution_role)} {
  if (const auto own = aws::Arn::parse(arn)) arn_ = *own;
  name_ = arn_.resource_name();
}

client::CallResult<std::optional<std::string>> AdministrationRole::read_trust(
    AdministrationRoleFindings& findings) {
  const auto reply = client_->call("iam", "GetRole", {{"RoleName", name_}});
  if (reply.has_value())
    return std::optional{percent_decode(text_at(object_at(*reply, "Role"), "AssumeRolePolicyDocument"))};
  findings.is_missing = reply.error().is_refused_with("NoSuchEntity");
  if (!findings.is_missing && !reply.error().is_access_denied()) return reply.error();
  if (!findings.is_missing)
    findings.unseen.push_back("its trust policy: " + reply.error().as_error().message);
  return std::optional<std::string>{};
}

/// Simulated, so that boundaries and attached policies of all kinds count as they do on AWS.
client::CallResult<void> AdministrationRole::inspect_policies(const std::string& target,
                                                              AdministrationRoleFindings& findings) {
  const std::string execution_role =
      aws::Arn{administrator_.partition(), "iam", "", target, "role/" + execution_role_}.text();
  const auto results = client_->call_all("iam", "SimulatePrincipalPolicy",
                                         {{"PolicySourceArn", arn_.text()},
                                          {"ActionNames", json::array{"sts:AssumeRole"}},
                                          {"ResourceArns", json::array{execution_role}}},
                                         "EvaluationResults");
  if (results.has_error() && !results.error().is_access_denied()) return results.error();
  if (results.has_error()) {
    findings.unseen.push_back("its policies: " + results.error().as_error().message);
    return {};
  }
  for (const json::value& result : *results)
    findings.lacks_policy |= text_at(result, "EvalDecision") != "allowed";
  return {};
}

client::CallResult<AdministrationRoleFindings> AdministrationRole::inspect(const std::string& target) {
  AdministrationRoleFindings findings;
  ENI_TRY(const std::optional<std::string> text, read_trust(findings));
  if (findings.is_missing) return findings;
  if (text) {
    const auto trust = trust_in_cloudformation(*text, administrator_, client_->region());
    if (!trust) return client::CallFailure{std::nullopt, trust.error()};
    findings.lacks_trust = *trust == CloudFormationTrust::kNone;
    findings.trusts_everybody = *trust == CloudFormationTrust::kEverybodys;
  }
  ENI_CHECK(inspect_policies(target, findings));
  return findings;
}

Error AdministrationRole::problem(const AdministrationRoleFindings& findings) const {
  if (findings.is_missing)
    return {"this account has no role " + name_ + ", by which StackSets enters the target accounts",
            "run the same with --fix, which makes it"};
  std::vector<std::string> lacks;
  if (findings.lacks_trust)
    lacks.emplace_back("does not trust cloudformation.amazonaws.com for stack sets of this account");
  if (findings.lacks_policy)
    lacks.push_back("may not become the role " + execution_role_ + " of the target accounts");
  return {"the role " + name_ + " " + join(lacks, ", and "),
          "run the same with --fix, which adds that, or name another role by --administration-role-arn"};
}

std::string AdministrationRole::question(const AdministrationRoleFindings& findings) const {
  const std::string into = "may become " + execution_role_ + " of every account";
  if (findings.is_missing)
    return "Make the role " + name_ + ", which CloudFormation may become, and which " + into + "?";
  std::vector<std::string> what;
  if (findings.lacks_trust) what.emplace_back("CloudFormation may become it for stack sets of this account");
  if (findings.lacks_policy) what.push_back("it " + into);
  return "Add to the role " + name_ + " that " + join(what, ", and that ") + "?";
}

client::CallResult<std::vector<std::string>> AdministrationRole::mend(
    const AdministrationRoleFindings& findings) {
  if (findings.is_missing) {
    ENI_CHECK(make());
    return std::vector<std::string>{"Made the role " + name_};
  }
  std::vector<std::string> done;
  if (findings.lacks_trust) {
    ENI_CHECK(add_trust());
    done.push_back("Added the statement " + std::string(kTrustId) + " to the trust policy of " + name_);
  }
  if (findings.lacks_policy) {
    ENI_CHECK(add_policy());
    done.push_back("Added the inline policy " + std::string(kAdministrationPolicy) + " to " + name_);
  }
  return done;
}

client::CallResult<void> AdministrationRole::make() {
  const auto made =
      client_->call("iam", "CreateRole",
                    {{"RoleName", name_},
                     {"Description", "CloudFormation, for the stack sets of this account"},
                     {"AssumeRolePolicyDocument", json::serialize(administration_trust(administrator_))}});
  // By an attempt before this one, whose answer was lost.
  if (made.has_error() && !made.error().is_refused_with("EntityAlreadyExists")) return made.error();
  return add_policy();
}

client::CallResult<void> AdministrationRole::add_trust() {
  AdministrationRoleFindings ignored;
  ENI_TRY(const std::optional<std::string> text, read_trust(ignored));  // as it is now, not as it was shown
  if (!text) return client::CallFailure::unexpected("the role " + name_ + " is gone");
  const auto trust = with_statement(*text, trust_statement(administrator_));
  if (!trust) return client::CallFailure{std::nullopt, trust.error()};
  ENI_CHECK(client_->call("iam", "UpdateAssumeRolePolicy",
                          {{"RoleName", name_}, {"PolicyDocument", json::serialize(*trust)}}));
  return {};
}

client::CallResult<void> AdministrationRole::add_policy() {
  ENI_CHECK(client_->call("iam", "PutRolePolicy",
                          {{"RoleName", name_},
                           {"PolicyName", kAdministrationPolicy},
                           {"PolicyDocument", json::serialize(administration_policy(
                                                  administrator_.partition(), execution_role_))}}));
  return {};
}

}  // namespace eni::command
