#include <map>

#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/setting_access.h"

namespace eni::diagnosis {

namespace {

/// What a role's trust policy has to say so that the caller can act as the role.
std::string statement_for(const std::string& caller_arn) {
  const auto caller = aws::Arn::parse(caller_arn);
  return caller ? json::serialize(trunking::caller_trust_statement(*caller)) : "";
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
          {"setting-unseen",
           Severity::kWarning,
           cluster.name,
           role->arn,
           "Whether awsvpcTrunking is enabled for the role " + role->name +
               " could not be seen. Without a trunk, with that role: " + names_of(of_role) + ". " +
               role->why_unseen + ".",
           "AWS tells a role's setting to the account's root and to the role itself. Ask as one of "
           "them, or let yourself act as the role by this statement in its trust policy: " +
               statement_for(description.caller_arn),
           {}});
  }
  return findings;
}

}  // namespace eni::diagnosis
