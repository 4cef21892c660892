#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_group_maximum(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (!provider->has_managed_scaling || group->desired < group->max_size) continue;
      std::vector<std::string> waiting;
      for (const Service& service : cluster.services_read()) {
        if (service.running < service.desired && cluster.uses(service, provider->name))
          waiting.push_back(service.name);
      }
      if (waiting.empty()) continue;
      const std::string size = std::to_string(group->max_size);
      findings.push_back(
          {"group-maximum",
           Severity::kWarning,
           cluster.name,
           group->name,
           "The Auto Scaling group " + group->name + " has reached its maximum of " + size +
               ", and services want more tasks: " + listed(waiting) + ".",
           "ECS never raises a group's maximum: tasks wait in PROVISIONING, and are given up after some "
           "minutes.",
           {aws_line(description,
                     {"autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", group->name,
                      "--max-size", std::to_string(std::max(1LL, 2 * group->max_size))})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
