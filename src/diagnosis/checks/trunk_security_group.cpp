#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_trunk_security_group(const Description& description) {
  std::map<std::string, std::vector<std::string>> instances_with_trunk;  // by VPC
  for (const Cluster& cluster : description.clusters) {
    for (const ContainerInstance& host : cluster.hosts_read()) {
      const Instance* instance = description.instance_of(host);
      if (instance && host.has_trunk()) instances_with_trunk[instance->vpc_id].push_back(instance->id);
    }
  }
  Findings findings;
  for (const auto& [vpc, instances] : instances_with_trunk) {
    const auto group = description.default_groups.find(vpc);
    if (group == description.default_groups.end() || !group->second.lets_everybody_in) continue;
    findings.push_back(
        {"trunk-security-group",
         Severity::kNote,
         "",
         group->second.id,
         "The default security group of " + vpc +
             " lets everybody in, and trunks are in it: " + listed(instances) + ".",
         "ECS puts trunks into the default security group of their VPC, and no other can be chosen. The "
         "tasks' own groups are those of their services. Take the open rules out of the default group.",
         {}});
  }
  return findings;
}

}  // namespace eni::diagnosis
