#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_registration_failed(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    std::map<std::string, std::vector<const TrunklessHost*>> by_reason;
    for (const TrunklessHost& host : hosts) {
      // What is known to be the cause has a check of its own.
      if (host.is_failed() && host.unmet.empty()) by_reason[host.host->status_reason].push_back(&host);
    }
    for (const auto& [reason, of_reason] : by_reason)
      findings.push_back(
          {"registration-failed", Severity::kError, cluster.name, name_of(*of_reason.front()),
           "REGISTRATION_FAILED: " + names_of(of_reason) +
               ". ECS says: " + (reason.empty() ? "nothing." : reason + "."),
           "Such a host takes no tasks and stays so: for a type that takes a trunk ECS never falls "
           "back to plain interfaces. Remove it once the reason is gone.",
           remove_hosts(description, cluster, hosts_of(of_reason))});
  }
  return findings;
}

}  // namespace eni::diagnosis
