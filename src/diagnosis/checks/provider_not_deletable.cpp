#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

namespace {

/// The cluster without `provider`.
std::string detach_line(const Description& description, const Cluster& cluster, const std::string& provider) {
  std::vector<std::string> providers = cluster.providers;
  std::erase(providers, provider);
  std::vector<StrategyItem> strategy = cluster.default_strategy;
  std::erase_if(strategy, [&](const StrategyItem& item) { return item.provider == provider; });
  return put_providers(description, cluster, providers, strategy);
}

}  // namespace

Findings find_provider_not_deletable(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (provider->update_status != "DELETE_FAILED") continue;
      findings.push_back(
          {"provider-not-deletable",
           Severity::kWarning,
           cluster.name,
           provider->name,
           "The capacity provider " + provider->name +
               " could not be deleted. ECS says: " + provider->update_status_reason,
           "A provider that a cluster has cannot be deleted; whoever waits for it waits in vain. Take it "
           "from the "
           "cluster first. Services that use it have to be given another strategy before that.",
           {detach_line(description, cluster, provider->name), wait_for_attachments(description, cluster),
            aws_line(description,
                     {"ecs", "delete-capacity-provider", "--capacity-provider", provider->name})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
