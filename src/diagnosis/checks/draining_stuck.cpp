#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_draining_stuck(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    std::vector<std::string> draining;
    for (const ContainerInstance& host : cluster.hosts_read()) {
      if (host.status == "DRAINING" && host.running_tasks > 0) draining.push_back(host.instance_id);
    }
    if (draining.empty()) continue;
    for (const Service& service : cluster.services_read()) {
      if (!service.is_stuck() || service.running == 0) continue;
      findings.push_back(
          {"draining-stuck",
           Severity::kWarning,
           cluster.name,
           service.name,
           "Hosts are drained, and tasks run on them still: " + listed(draining) + ". The service " +
               service.name + " has minimumHealthyPercent " + std::to_string(service.min_healthy_percent) +
               " and maximumPercent " + std::to_string(service.max_percent) + ".",
           "With these ECS may neither stop one of its tasks nor start another, so none of them leaves a "
           "host, and managed draining holds the instance for two days. Allow more tasks meanwhile.",
           {allow_to_move(description, cluster, service)}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
