#include <algorithm>

#include "base/glob.h"
#include "base/json.h"
#include "base/text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

namespace {

json::array as_array(const json::value* value) {
  if (!value) return {};
  return value->is_array() ? value->get_array() : json::array{*value};
}

/// "ecs:Put*" as well as the name itself, in any case.
bool covers(const json::value& action) {
  return action.is_string() && glob_matches(to_lower(as_text(action)), "ecs:putaccountsetting", {.one = '?'});
}

bool allows_put(const json::value& statement) {
  const json::array actions = as_array(find(statement, "Action"));
  const json::array resources = as_array(find(statement, "Resource"));
  return text_at(statement, "Effect") == "Allow" && !find(statement, "Condition") &&
         std::any_of(actions.begin(), actions.end(), covers) &&
         std::any_of(resources.begin(), resources.end(),
                     [](const json::value& one) { return as_text(one) == "*"; });
}

bool allows_put(const InlinePolicy& policy) {
  const auto document = parse_json(policy.document);
  if (document.has_error()) return false;
  const json::array statements = as_array(find(*document, "Statement"));
  return std::any_of(statements.begin(), statements.end(),
                     [](const json::value& one) { return allows_put(one); });
}

/// The policy with the condition. Nothing if a statement allows more than that action: its condition would be on the rest, too.
std::vector<std::string> limit(const Description& description, const Role& role, const InlinePolicy& policy) {
  json::object document = parse_json(policy.document)->as_object();
  json::array statements = as_array(find(document, "Statement"));
  for (json::value& statement : statements) {
    if (!allows_put(statement)) continue;
    const json::array actions = as_array(find(statement, "Action"));
    if (actions.size() != 1 || to_lower(as_text(actions.front())) != "ecs:putaccountsetting") return {};
    statement.as_object()["Condition"] =
        json::object{{"StringEquals", json::object{{"ecs:account-setting", "awsvpcTrunking"}}}};
  }
  document["Statement"] = std::move(statements);
  return {aws_line(description, {"iam", "put-role-policy", "--role-name", role.name, "--policy-name",
                                 policy.name, "--policy-document", json::serialize(document)})};
}

}  // namespace

Findings find_role_may_set(const Description& description) {
  Findings findings;
  for (const auto& [arn, role] : description.roles) {
    for (const InlinePolicy& policy : role.policies.value_or(std::vector<InlinePolicy>{})) {
      if (!allows_put(policy)) continue;
      findings.push_back(
          {"role-may-set", Severity::kNote, "", arn,
           "The policy " + policy.name + " of the role " + role.name +
               " allows ecs:PutAccountSetting on everything, so each task that reaches the host's "
               "credentials may change the account settings of the role.",
           "It was needed to turn the setting on. Once that is done, take it away, or limit it by the "
           "condition key ecs:account-setting to awsvpcTrunking.",
           limit(description, role, policy)});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
