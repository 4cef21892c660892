#include "trunking/setting_access.h"

#include "trunking/setting_properties.h"

namespace eni::trunking {

namespace {

aws::Arn of_iam(const aws::Arn& arn, std::string resource) {
  return {arn.partition, "iam", "", arn.account, std::move(resource)};
}

/// @param principals  ARNs of one account, or patterns of such
json::object trust_statement(std::string_view id, const aws::Arn& root, json::value principals) {
  return {{"Sid", id},
          {"Effect", "Allow"},
          {"Principal", {{"AWS", root.text()}}},
          {"Action", "sts:AssumeRole"},
          {"Condition",
           {{"ArnLike", {{"aws:PrincipalArn", std::move(principals)}}},
            {"StringEquals", {{"sts:RoleSessionName", kRoleSessionName}}}}}};
}

}  // namespace

aws::Arn identity_of(const aws::Arn& caller) {
  if (caller.resource_type() != "assumed-role") return caller;
  const std::string_view id = caller.resource_id();
  return of_iam(caller, "role/" + std::string(id.substr(0, id.find('/'))));
}

json::object function_trust_statement(const aws::Arn& role) {
  const aws::Arn functions = of_iam(role, "role" + std::string(kFunctionRolePath) + "*");
  return trust_statement(kFunctionStatementId, of_iam(role, "root"), functions.text().c_str());
}

json::object caller_trust_statement(const aws::Arn& caller) {
  const aws::Arn identity = identity_of(caller);
  json::value principals = identity.text().c_str();
  if (identity != caller) {
    const aws::Arn with_path = of_iam(caller, "role/*/" + std::string(identity.resource_name()));
    principals = json::array{identity.text(), with_path.text()};
  }
  return trust_statement(kCallerStatementId, of_iam(caller, "root"), std::move(principals));
}

json::object setting_policy() {
  const json::object setting{{"Effect", "Allow"},
                             {"Action", {"ecs:PutAccountSetting", "ecs:DeleteAccountSetting"}},
                             {"Resource", "*"},
                             {"Condition",
                              {{"StringEquals", {{"ecs:account-setting", kSettingName}}},
                               {"StringLike", {{"aws:userid", "*:" + std::string(kRoleSessionName)}}}}}};
  const json::object reading{{"Effect", "Allow"}, {"Action", "ecs:ListAccountSettings"}, {"Resource", "*"}};
  return {{"Version", "2012-10-17"}, {"Statement", json::array{setting, reading}}};
}

}  // namespace eni::trunking
