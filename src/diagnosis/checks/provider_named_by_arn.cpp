#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/provider_detachment.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

bool is_arn(const std::string& provider) { return provider.starts_with("arn:"); }

/// The strategy with names in place of ARNs. An item whose provider is there by its name as well is left out: none may be twice.
std::vector<StrategyItem> with_names(const std::vector<StrategyItem>& strategy) {
  std::vector<StrategyItem> named;
  for (const StrategyItem& item : strategy) {
    const std::string name = provider_name(item.provider);
    const bool is_there = std::any_of(strategy.begin(), strategy.end(), [&](const StrategyItem& other) {
      return is_arn(item.provider) && other.provider == name;
    });
    if (!is_there) named.push_back({name, item.base, item.weight});
  }
  return named;
}

std::vector<std::string> with_names(const std::vector<std::string>& providers) {
  std::vector<std::string> named;
  for (const std::string& provider : providers) {
    if (std::find(named.begin(), named.end(), provider_name(provider)) == named.end())
      named.push_back(provider_name(provider));
  }
  return named;
}

/// Nothing if the strategy names none by an ARN.
std::vector<std::string> arns_in(const std::vector<StrategyItem>& strategy) {
  std::vector<std::string> arns;
  for (const StrategyItem& item : strategy) {
    if (is_arn(item.provider)) arns.push_back(item.provider);
  }
  return arns;
}

void add(Findings& findings, const Cluster& cluster, const std::string& whose, const std::string& resource,
         const std::vector<StrategyItem>& strategy, const std::string& command) {
  const std::vector<std::string> arns = arns_in(strategy);
  if (arns.empty()) return;
  findings.push_back(
      {"provider-named-by-arn",
       Severity::kWarning,
       cluster.name,
       resource,
       "The capacity provider strategy of " + whose + " names " + listed(arns) + ".",
       "ECS knows capacity providers by their names: what a strategy names by an ARN gets no tasks.",
       {command}});
}

}  // namespace

Findings find_provider_named_by_arn(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    add(findings, cluster, "the cluster " + cluster.name, cluster.name, cluster.default_strategy,
        put_providers(description, cluster, with_names(cluster.providers),
                      with_names(cluster.default_strategy)));
    for (const Service& service : cluster.services_read())
      add(findings, cluster, "the service " + service.name, service.name, service.strategy,
          use_strategy(description, cluster, service, with_names(service.strategy)));
  }
  return findings;
}

}  // namespace eni::diagnosis
