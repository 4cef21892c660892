#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

bool is_arn(const std::string& provider) { return provider.starts_with("arn:"); }

Finding finding(const Cluster& cluster, const std::string& whose, const std::string& resource,
                const std::string& provider) {
  return {"provider-named-by-arn",
          Severity::kWarning,
          cluster.name,
          resource,
          "The capacity provider strategy of " + whose + " names " + provider + ".",
          "ECS knows capacity providers by their names: what a strategy names by an ARN gets no tasks. Put "
          "the name there: " +
              provider.substr(provider.find_last_of('/') + 1) + ".",
          {}};
}

}  // namespace

Findings find_provider_named_by_arn(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const StrategyItem& item : cluster.default_strategy) {
      if (is_arn(item.provider))
        findings.push_back(finding(cluster, "the cluster " + cluster.name, cluster.name, item.provider));
    }
    for (const Service& service : cluster.services_read()) {
      for (const std::string& provider : service.providers) {
        if (is_arn(provider))
          findings.push_back(finding(cluster, "the service " + service.name, service.name, provider));
      }
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
