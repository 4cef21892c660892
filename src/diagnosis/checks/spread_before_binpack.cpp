#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// The service's strategies, those first that pack.
std::string pack_first(const Description& description, const Cluster& cluster, const Service& service) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < service.placement.size(); ++i) {
    const std::string field = i < service.placement_fields.size() ? service.placement_fields[i] : "";
    items.push_back("type=" + service.placement[i] + (field.empty() ? "" : ",field=" + field));
  }
  std::stable_partition(items.begin(), items.end(),
                        [](const std::string& item) { return item.starts_with("type=binpack"); });
  std::vector<std::string> words{"ecs",       "update-service", "--cluster",           cluster.name,
                                 "--service", service.name,     "--placement-strategy"};
  append(words, items);
  return aws_line(description, std::move(words));
}

}  // namespace

Findings find_spread_before_binpack(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (!provider->has_managed_scaling || provider->target_capacity >= 100) continue;
      std::vector<std::string> names;
      std::vector<std::string> commands;
      for (const Service& service : cluster.services_read()) {
        const auto spread = std::find(service.placement.begin(), service.placement.end(), "spread");
        if (std::find(spread, service.placement.end(), "binpack") != service.placement.end()) {
          names.push_back(service.name);
          commands.push_back(pack_first(description, cluster, service));
        }
      }
      if (names.empty()) continue;
      findings.push_back(
          {"spread-before-binpack", Severity::kNote, cluster.name, provider->name,
           "Services spread their tasks before they pack them: " + listed(names) +
               ". The capacity "
               "provider " +
               provider->name + " keeps hosts free (target capacity " +
               std::to_string(provider->target_capacity) + " %).",
           "Spread tasks reach the spare hosts first, so hosts rarely become empty, and the group "
           "rarely shrinks. Pack first, or let the target be 100 %.",
           commands});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
