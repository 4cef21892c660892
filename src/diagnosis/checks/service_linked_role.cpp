#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_service_linked_role(const Description& description) {
  if (description.has_service_linked_role.value_or(true) || description.clusters.empty()) return {};
  Finding finding{
      "service-linked-role",
      Severity::kError,
      "",
      "AWSServiceRoleForECS",
      "The account has no role AWSServiceRoleForECS.",
      "ECS makes trunks and tasks' interfaces as that role. Without it hosts that would get a trunk fail "
      "to register, and awsvpc tasks do not start.",
      {aws_line(description,
                {"iam", "create-service-linked-role", "--aws-service-name", "ecs.amazonaws.com"})}};
  for (const Cluster& cluster : description.clusters) {
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    std::vector<const TrunklessHost*> failed;
    for (const TrunklessHost& host : hosts) {
      if (host.is_failed() && host.fails("service-linked-role")) failed.push_back(&host);
    }
    if (failed.empty()) continue;
    finding.seen += " Hosts of " + cluster.name + " whose registration failed: " + names_of(failed) + ".";
    append(finding.commands, remove_hosts(description, cluster, hosts_of(failed)));
  }
  return {finding};
}

}  // namespace eni::diagnosis
