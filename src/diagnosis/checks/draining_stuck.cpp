#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// Instances that are drained, and on which tasks of the service are.
std::vector<std::string> drained_with(const Cluster& cluster, const Service& service) {
  std::vector<std::string> instances;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    if (host.status != "DRAINING" || !host.services) continue;
    if (std::find(host.services->begin(), host.services->end(), service.name) != host.services->end())
      instances.push_back(host.instance_id);
  }
  return instances;
}

/// Under a deployment that has failed ECS starts no successors, and so stops no task that it may not spare.
Finding stuck_under_failure(const Description& description, const Cluster& cluster, const Service& service,
                            const std::vector<std::string>& draining) {
  return {"draining-stuck",
          Severity::kWarning,
          cluster.name,
          service.name,
          "Hosts are drained, and tasks of the service " + service.name +
              " are on them still: " + listed(draining) + ". Its deployment has failed.",
          "ECS starts no tasks of the service before there is another deployment, so none has a successor. "
          "Deploy what works, or the same again.",
          {deploy_again(description, cluster, service)}};
}

}  // namespace

Findings find_draining_stuck(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Service& service : cluster.services_read()) {
      if (!service.is_stuck() && !service.has_failed_deployment) continue;
      const std::vector<std::string> draining = drained_with(cluster, service);
      if (draining.empty()) continue;
      if (service.has_failed_deployment) {
        findings.push_back(stuck_under_failure(description, cluster, service, draining));
        continue;
      }
      findings.push_back(
          {"draining-stuck",
           Severity::kWarning,
           cluster.name,
           service.name,
           "Hosts are drained, and tasks of the service " + service.name +
               " are on them still: " + listed(draining) + ". It has minimumHealthyPercent " +
               std::to_string(service.min_healthy_percent) + " and maximumPercent " +
               std::to_string(service.max_percent) + ".",
           "With these ECS may neither stop one of its tasks nor start another, so none of them leaves a "
           "host, and managed draining holds the instance for two days. Allow more tasks meanwhile.",
           {allow_to_move(description, cluster, service)}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
