#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_refresh_waits(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Group* group : description.groups_of(cluster)) {
      std::vector<std::string> instances;
      for (const GroupInstance& one : group->instances) {
        if (one.is_protected) instances.push_back(one.id);
      }
      if (!group->refresh || group->refresh->protected_instances != "Wait" || instances.empty()) continue;
      findings.push_back(
          {"refresh-waits",
           Severity::kWarning,
           cluster.name,
           group->name,
           "An instance refresh of " + group->name + " (" + std::to_string(group->refresh->percentage) +
               " %) waits for instances that are protected from scale-in: " + listed(instances) + ".",
           "It waits an hour, then fails. ECS protects the hosts of a capacity provider with managed "
           "termination "
           "protection that run tasks. Start it again so that it replaces them (AWS CLI 2.10 or later); with "
           "managed "
           "draining their tasks move first.",
           {aws_line(description,
                     {"autoscaling", "cancel-instance-refresh", "--auto-scaling-group-name", group->name}),
            "while [ \"$(" +
                aws_line(description,
                         {"autoscaling", "describe-instance-refreshes", "--auto-scaling-group-name",
                          group->name, "--query", "InstanceRefreshes[0].Status", "--output", "text"}) +
                ")\" = Cancelling ]; do sleep 5; done",
            aws_line(description,
                     {"autoscaling", "start-instance-refresh", "--auto-scaling-group-name", group->name,
                      "--preferences", R"({"ScaleInProtectedInstances":"Refresh"})"})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
