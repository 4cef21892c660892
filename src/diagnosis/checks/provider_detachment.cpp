#include "diagnosis/checks/provider_detachment.h"

#include <algorithm>

#include "base/text.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

std::vector<std::string> services_with(const Cluster& cluster, const std::set<std::string>& providers) {
  std::vector<std::string> names;
  for (const Service& service : cluster.services_read()) {
    if (!service.launch_type.empty()) continue;
    const auto& strategy = service.strategy.empty() ? cluster.default_strategy : service.strategy;
    if (std::any_of(strategy.begin(), strategy.end(), [&](const StrategyItem& item) {
          return providers.contains(provider_name(item.provider));
        }))
      names.push_back(service.name);
  }
  return names;
}

/// Hosts of the providers that tasks run on, those of no service included.
std::vector<std::string> hosts_in_use(const Cluster& cluster, const std::set<std::string>& providers) {
  std::vector<std::string> ids;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    if (providers.contains(host.capacity_provider) && host.running_tasks + host.pending_tasks > 0)
      ids.push_back(host.instance_id);
  }
  return ids;
}

}  // namespace

std::string provider_name(const std::string& provider) {
  return provider.starts_with("arn:") ? provider.substr(provider.find_last_of('/') + 1) : provider;
}

bool are_providers_used(const Description& description, const Cluster& cluster,
                        const std::set<std::string>& providers, Finding& finding) {
  if (providers.empty()) return false;
  const std::vector<std::string> services = services_with(cluster, providers);
  if (!cluster.services || !services.empty()) {
    finding.why =
        "A capacity provider that services use cannot be taken from its cluster. Give these another strategy "
        "first, or delete them" +
        (services.empty() ? "" : ": " + listed(services)) + ". Then ask doctor again.";
    finding.commands = {aws_line(description, {"ecs", "list-services", "--cluster", cluster.name})};
    return true;
  }
  const std::vector<std::string> hosts = hosts_in_use(cluster, providers);
  if (cluster.hosts && hosts.empty()) return false;
  finding.why = "A capacity provider that tasks use cannot be taken from its cluster" +
                (hosts.empty() ? ", and its hosts could not be read" : "; tasks run on " + listed(hosts)) +
                ". Stop them first, if that is meant. Then ask doctor again.";
  finding.commands = {aws_line(description, {"ecs", "list-tasks", "--cluster", cluster.name})};
  return true;
}

std::vector<std::string> detach_providers(const Description& description, const Cluster& cluster,
                                          const std::set<std::string>& providers) {
  if (providers.empty()) return {};
  std::vector<std::string> left = cluster.providers;
  std::vector<StrategyItem> strategy = cluster.default_strategy;
  std::erase_if(left, [&](const std::string& one) { return providers.contains(provider_name(one)); });
  std::erase_if(strategy,
                [&](const StrategyItem& item) { return providers.contains(provider_name(item.provider)); });
  return {put_providers(description, cluster, left, strategy), wait_for_attachments(description, cluster)};
}

}  // namespace eni::diagnosis
