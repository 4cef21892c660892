#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

namespace {

/// The cluster's providers and default strategy without `provider`.
std::string detach_line(const Description& description, const Cluster& cluster, const std::string& provider) {
  json::array providers;
  for (const std::string& name : cluster.providers) {
    if (name != provider) providers.emplace_back(name);
  }
  json::array strategy;
  for (const StrategyItem& item : cluster.default_strategy) {
    if (item.provider != provider)
      strategy.push_back(
          json::object{{"capacityProvider", item.provider}, {"base", item.base}, {"weight", item.weight}});
  }
  return aws_line(description, {"ecs", "put-cluster-capacity-providers", "--cluster", cluster.name,
                                "--capacity-providers", json::serialize(providers),
                                "--default-capacity-provider-strategy", json::serialize(strategy)});
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
           {detach_line(description, cluster, provider->name),
            "until [ \"$(" +
                aws_line(description,
                         {"ecs", "describe-clusters", "--clusters", cluster.name, "--include", "ATTACHMENTS",
                          "--query", "clusters[0].attachmentsStatus", "--output", "text"}) +
                ")\" != UPDATE_IN_PROGRESS ]; do sleep 2; done",
            aws_line(description,
                     {"ecs", "delete-capacity-provider", "--capacity-provider", provider->name})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
