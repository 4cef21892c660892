#include <map>

#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "iam/statements.h"
#include "trunking/setting_access.h"

namespace eni::diagnosis {

namespace {

/// What the role needs so that the caller can act as it, and ask: a statement of its trust policy, beside those that it has, and
/// the permission.
std::vector<std::string> let_caller_ask(const Description& description, const Role& role) {
  const auto caller = aws::Arn::parse(description.caller_arn);
  if (!caller) return {};
  const auto trust = iam::with_statement(role.trust_policy, trunking::caller_trust_statement(*caller));
  if (trust.has_error()) return {aws_line(description, {"iam", "get-role", "--role-name", role.name})};
  return {aws_line(description, {"iam", "update-assume-role-policy", "--role-name", role.name,
                                 "--policy-document", json::serialize(*trust)}),
          aws_line(description, {"iam", "put-role-policy", "--role-name", role.name, "--policy-name",
                                 std::string(trunking::kSettingPolicyName), "--policy-document",
                                 json::serialize(trunking::setting_policy())})};
}

}  // namespace

Findings find_setting_unseen(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    std::map<const Role*, std::vector<const TrunklessHost*>> by_role;
    for (const TrunklessHost& host : hosts) {
      if (host.role && !host.role->why_unseen.empty()) by_role[host.role].push_back(&host);
    }
    for (const auto& [role, of_role] : by_role)
      findings.push_back(
          {"setting-unseen", Severity::kWarning, cluster.name, role->arn,
           "Whether awsvpcTrunking is enabled for the role " + role->name +
               " could not be seen. Without a trunk, with that role: " + names_of(of_role) + ". " +
               role->why_unseen + ".",
           "AWS tells a role's setting to the account's root and to the role itself. Ask as one of "
           "them, or have somebody who may change the role let you act as it.",
           let_caller_ask(description, *role)});
  }
  return findings;
}

}  // namespace eni::diagnosis
