#include "eni_trunking/roles/existing_role.h"

#include "base/text.h"
#include "diagnosis/shell_commands.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/roles/role_documents.h"
#include "trunking/setting_access.h"
#include "trunking/setting_properties.h"

namespace eni::command {

namespace {

/// A document as people paste it.
std::string indented(const json::object& document) {
  std::string out;
  for (const std::string& line : split(trim(pretty(document)), '\n')) out += "    " + line + "\n";
  return out;
}

json::object context_entry(std::string_view key, const std::string& value) {
  return {{"ContextKeyName", key}, {"ContextKeyType", "string"}, {"ContextKeyValues", json::array{value}}};
}

}  // namespace

client::CallResult<std::optional<ExistingRole::Record>> ExistingRole::read(RoleFindings& findings) {
  const auto reply = client_->call("iam", "GetRole", {{"RoleName", name()}});
  if (!reply && !reply.error().is_access_denied()) return reply.error();
  if (!reply) {
    findings.unseen.push_back("its trust policy: " + reply.error().as_error().message);
    return std::optional<Record>{};
  }
  const json::object& role = object_at(*reply, "Role");
  if (text_at(role, "Arn") != arn_.text())
    return client::CallFailure::missing(
        {"the role " + name() + " is " + text_at(role, "Arn") + ", not " + arn_.text(), ""});
  return std::optional{
      Record{percent_decode(text_at(role, "AssumeRolePolicyDocument")), text_at(role, "RoleId")}};
}

/// Simulated, so that boundaries and attached policies of all kinds count as they do on AWS.
client::CallResult<void> ExistingRole::inspect_policies(const std::string& id, RoleFindings& findings) {
  json::array actions;
  for (const std::string_view action : trunking::kSettingActions) actions.emplace_back(action);
  const json::array context{context_entry("ecs:account-setting", "awsvpcTrunking"),
                            context_entry("aws:userid", id + ":" + std::string(trunking::kRoleSessionName))};
  const auto results = client_->call_all(
      "iam", "SimulatePrincipalPolicy",
      {{"PolicySourceArn", arn_.text()}, {"ActionNames", actions}, {"ContextEntries", context}},
      "EvaluationResults");
  if (!results && !results.error().is_access_denied()) return results.error();
  if (!results) {
    findings.unseen.push_back("its policies: " + results.error().as_error().message);
    return {};
  }
  for (const json::value& result : *results) {
    if (text_at(result, "EvalDecision") != "allowed")
      findings.denied_actions.push_back(text_at(result, "EvalActionName"));
  }
  return {};
}

client::CallResult<RoleFindings> ExistingRole::inspect(const aws::Arn& function_role) {
  RoleFindings findings;
  ENI_TRY(const std::optional<Record> record, read(findings));
  if (record) {
    const auto trusted = is_trusted(record->trust, function_role);
    if (!trusted) return client::CallFailure{std::nullopt, trusted.error()};
    findings.lacks_trust = !*trusted;
  }
  ENI_CHECK(inspect_policies(record ? record->id : "AROA", findings));
  return findings;
}

std::string ExistingRole::advice(const RoleFindings& findings) const {
  std::string text;
  if (findings.lacks_trust) {
    text += "The trust policy of " + name() + " needs this statement:\n" +
            indented(trunking::function_trust_statement(arn_));
  }
  if (!findings.denied_actions.empty()) {
    text += "The policies of " + name() + " do not allow it\n" +
            wrapped(join(findings.denied_actions, ", "), "    ") +
            "It needs this policy, e.g. as the inline policy " + std::string(kSettingPolicyName) + ":\n" +
            indented(trunking::setting_policy());
  }
  return text;
}

client::CallResult<std::vector<std::string>> ExistingRole::mend(const RoleFindings& findings) {
  std::vector<std::string> added;
  if (findings.lacks_trust) {
    RoleFindings ignored;
    ENI_TRY(const std::optional<Record> record, read(ignored));  // as it is now, not as it was shown
    if (!record) return client::CallFailure::unexpected(ignored.unseen.front());
    const auto trust = with_statement(record->trust, trunking::function_trust_statement(arn_));
    if (!trust) return client::CallFailure{std::nullopt, trust.error()};
    ENI_CHECK(client_->call("iam", "UpdateAssumeRolePolicy",
                            {{"RoleName", name()}, {"PolicyDocument", json::serialize(*trust)}}));
    added.push_back("the statement " + std::string(trunking::kFunctionStatementId) + " to its trust policy");
  }
  if (!findings.denied_actions.empty()) {
    ENI_CHECK(client_->call("iam", "PutRolePolicy",
                            {{"RoleName", name()},
                             {"PolicyName", kSettingPolicyName},
                             {"PolicyDocument", json::serialize(trunking::setting_policy())}}));
    added.push_back("the inline policy " + std::string(kSettingPolicyName));
  }
  return added;
}

/// The command, whole: what is to stay is in it.
std::string ExistingRole::how_to_trust(const json::object& trust, const std::string& connection) const {
  // IAM takes no trust policy without a statement.
  if (array_at(trust, "Statement").empty())
    return ", which has no other: without it nobody may assume the role\n";
  return "; remove it with\n    aws iam update-assume-role-policy --role-name " + name() + connection +
         " \\\n      --policy-document " + diagnosis::shell_line({json::serialize(trust)}) + "\n";
}

client::CallResult<std::string> ExistingRole::remains(const std::string& connection) {
  RoleFindings findings;
  ENI_TRY(const std::optional<Record> record, read(findings));
  std::string text;
  if (record && has_statement(record->trust, trunking::kFunctionStatementId)) {
    const auto rest = without_statement(record->trust, trunking::kFunctionStatementId);
    if (!rest) return client::CallFailure{std::nullopt, rest.error()};
    text += "  the statement " + std::string(trunking::kFunctionStatementId) + " of its trust policy" +
            how_to_trust(*rest, connection);
  }
  const auto policy =
      client_->call("iam", "GetRolePolicy", {{"RoleName", name()}, {"PolicyName", kSettingPolicyName}});
  if (policy.has_value()) {
    text += "  the inline policy " + std::string(kSettingPolicyName) +
            "; remove it with\n    aws iam delete-role-policy --role-name " + name() +
            " \\\n      --policy-name " + std::string(kSettingPolicyName) + connection + "\n";
  } else if (!policy.error().is_refused_with("NoSuchEntity")) {
    return policy.error();
  }
  return text;
}

}  // namespace eni::command
