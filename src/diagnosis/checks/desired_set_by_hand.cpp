#include "base/time_text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_desired_set_by_hand(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (!provider->has_managed_scaling || group->set_by_hand.empty()) continue;
      const CapacityChange& last = group->set_by_hand.front();
      findings.push_back(
          {"desired-set-by-hand",
           Severity::kNote,
           cluster.name,
           group->name,
           "The desired capacity of " + group->name + " was set " +
               counted(group->set_by_hand.size(), "time") + " within a day, the last time at " +
               iso8601(last.at) + ". Auto Scaling says: " + last.cause,
           "Managed scaling sets it by what the capacity provider's tasks need, and soon sets it back: hosts "
           "are "
           "launched and ended for nothing. Find out who does it, and leave the group's size to managed "
           "scaling. doctor no longer reports a change after 24 hours.",
           {aws_line(description,
                     {"autoscaling", "describe-scaling-activities", "--auto-scaling-group-name", group->name,
                      "--query", "Activities[].[StartTime, Cause]", "--output", "text"})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
