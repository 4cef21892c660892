#include "eni_trunking/fleet/stack_set_roles.h"

#include "base/text.h"
#include "diagnosis/check.h"

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
  const std::string artifacts = arn + "s3:::eni-trunking-" + administrator.account() + "-*/*";
  json::object pass = allow({"iam:PassRole"}, {arn + "iam::*:role/" + made});
  pass["Condition"] = json::object{
      {"StringEquals", {{"iam:PassedToService", json::array{"lambda.amazonaws.com", "ec2.amazonaws.com"}}}}};
  return document({allow({"cloudformation:*"}, {"*"}), allow({"s3:GetObject"}, {artifacts}),
                   allow({"iam:CreateRole",
                          "iam:DeleteRole",
                          "iam:GetRole",
                          "iam:UpdateRole",
                          "iam:UpdateRoleDescription",
                          "iam:UpdateAssumeRolePolicy",
                          "iam:TagRole",
                          "iam:UntagRole",
                          "iam:ListRoleTags",
                          "iam:PutRolePolicy",
                          "iam:GetRolePolicy",
                          "iam:DeleteRolePolicy",
                          "iam:ListRolePolicies",
                          "iam:AttachRolePolicy",
                          "iam:DetachRolePolicy",
                          "iam:ListAttachedRolePolicies",
                          "iam:CreateInstanceProfile",
                          "iam:DeleteInstanceProfile",
                          "iam:GetInstanceProfile",
                          "iam:AddRoleToInstanceProfile",
                          "iam:RemoveRoleFromInstanceProfile",
                          "iam:TagInstanceProfile",
                          "iam:UntagInstanceProfile"},
                         {arn + "iam::*:role/" + made, arn + "iam::*:instance-profile/" + made}),
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

bool is_cloudformation(const json::value& principal) {
  // In Regions that have to be enabled it has the Region in its name.
  const std::string name = as_text(principal);
  return name.starts_with("cloudformation.") && name.ends_with(".amazonaws.com");
}

}  // namespace

json::object administration_trust() {
  return document({json::object{
      {"Effect", "Allow"}, {"Principal", {{"Service", kService}}}, {"Action", "sts:AssumeRole"}}});
}

json::object administration_policy(const std::string& partition, const std::string& execution_role) {
  return document({allow({"sts:AssumeRole"}, {"arn:" + partition + ":iam::*:role/" + execution_role})});
}

bool trusts_cloudformation(const std::string& text) {
  const auto parsed = parse_json(text);
  if (!parsed) return false;
  const json::value* found = find(*parsed, "Statement");
  if (!found) return false;
  for (const json::value& statement : found->is_array() ? found->get_array() : json::array{*found}) {
    if (text_at(statement, "Effect") != "Allow") continue;
    const json::value* service = find(object_at(statement, "Principal"), "Service");
    if (!service) continue;
    if (is_cloudformation(*service)) return true;
    for (const json::value& one : service->is_array() ? service->get_array() : json::array{}) {
      if (is_cloudformation(one)) return true;
    }
  }
  return false;
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

client::CallResult<AdministrationRole> inspect_administration_role(client::AwsClient& client) {
  const auto reply = client.call("iam", "GetRole", {{"RoleName", kAdministrationRole}});
  if (reply.has_error() && reply.error().is_refused_with("NoSuchEntity")) return AdministrationRole::kMissing;
  if (reply.has_error() && reply.error().is_access_denied()) return AdministrationRole::kUnseen;
  if (reply.has_error()) return reply.error();
  const std::string trust = percent_decode(text_at(object_at(*reply, "Role"), "AssumeRolePolicyDocument"));
  return trusts_cloudformation(trust) ? AdministrationRole::kFine : AdministrationRole::kUntrusting;
}

client::CallResult<void> make_administration_role(client::AwsClient& client, const std::string& partition,
                                                  const std::string& execution_role) {
  const auto made = client.call("iam", "CreateRole",
                                {{"RoleName", kAdministrationRole},
                                 {"Description", "CloudFormation, for the stack sets of this account"},
                                 {"AssumeRolePolicyDocument", json::serialize(administration_trust())}});
  // By an attempt before this one, whose answer was lost.
  if (made.has_error() && !made.error().is_refused_with("EntityAlreadyExists")) return made.error();
  ENI_CHECK(
      client.call("iam", "PutRolePolicy",
                  {{"RoleName", kAdministrationRole},
                   {"PolicyName", kAdministrationPolicy},
                   {"PolicyDocument", json::serialize(administration_policy(partition, execution_role))}}));
  return {};
}

}  // namespace eni::command
