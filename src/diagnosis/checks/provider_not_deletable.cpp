#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/provider_detachment.h"
#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

Findings find_provider_not_deletable(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (provider->update_status != "DELETE_FAILED") continue;
      Finding finding{"provider-not-deletable",
                      Severity::kWarning,
                      cluster.name,
                      provider->name,
                      "The capacity provider " + provider->name +
                          " could not be deleted. ECS says: " + provider->update_status_reason,
                      "",
                      {}};
      if (!are_providers_used(description, cluster, {provider->name}, finding)) {
        finding.why =
            "A provider that a cluster has cannot be deleted; whoever waits for it waits in vain. Take it "
            "from the cluster first.";
        finding.commands = detach_providers(description, cluster, {provider->name});
        finding.commands.push_back(aws_line(
            description, {"ecs", "delete-capacity-provider", "--capacity-provider", provider->name}));
      }
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
