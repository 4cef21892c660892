#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_spread_before_binpack(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (!provider->has_managed_scaling || provider->target_capacity >= 100) continue;
      std::vector<std::string> names;
      for (const Service& service : cluster.services_read()) {
        const auto spread = std::find(service.placement.begin(), service.placement.end(), "spread");
        if (std::find(spread, service.placement.end(), "binpack") != service.placement.end())
          names.push_back(service.name);
      }
      if (names.empty()) continue;
      findings.push_back(
          {"spread-before-binpack",
           Severity::kNote,
           cluster.name,
           provider->name,
           "Services spread their tasks before they pack them: " + listed(names) +
               ". The capacity "
               "provider " +
               provider->name + " keeps hosts free (target capacity " +
               std::to_string(provider->target_capacity) + " %).",
           "Spread tasks reach the spare hosts first, so hosts rarely become empty, and the group "
           "rarely shrinks. Spread by zone only, or let the target be 100 %.",
           {}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
