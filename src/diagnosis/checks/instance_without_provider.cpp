#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_instance_without_provider(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    if (!cluster.hosts) continue;
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      std::vector<const ContainerInstance*> hosts;
      std::vector<std::string> names;
      for (const ContainerInstance& host : *cluster.hosts) {
        const Instance* instance = description.instance_of(host);
        const bool is_of_group = instance && instance->group_name == group->name;
        if (!is_of_group || host.status != "ACTIVE" || !host.capacity_provider.empty()) continue;
        hosts.push_back(&host);
        names.push_back(instance->id);
      }
      if (hosts.empty()) continue;
      findings.push_back(
          {"instance-without-provider", Severity::kWarning, cluster.name, group->name,
           "Hosts of the group " + group->name + " that do not belong to its capacity provider " +
               provider->name + ": " + listed(names) + ".",
           "Tasks of the provider are not placed on them, and they count as capacity that is there. They "
           "were launched before the group had its provider, or attached to it by hand. Replace them. Tasks "
           "of "
           "no service are not moved: the second line waits for their end.",
           drain_hosts(description, cluster, hosts)});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
