#include <algorithm>
#include <optional>

#include "base/time_text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

struct Shortage {
  TimePoint since{};
  std::size_t events = 0;
};

bool has(const ServiceEvent& event, std::string_view text) {
  return event.message.find(text) != std::string::npos;
}

/// Its events with RESOURCE:ENI since it last was in a steady state.
std::optional<Shortage> shortage_of(const Service& service) {
  Shortage shortage;
  for (const ServiceEvent& event : service.events) {
    if (has(event, "has reached a steady state")) break;
    if (!has(event, "RESOURCE:ENI")) continue;
    shortage.since = event.at;
    ++shortage.events;
  }
  return shortage.events == 0 ? std::nullopt : std::optional(shortage);
}

/// One host more in a group that nothing scales. Else how many it takes: managed scaling launches hosts itself, where it may.
std::vector<std::string> more_hosts(const Description& description, const Cluster& cluster) {
  const auto scaled = description.scaled_by(cluster);
  for (const Group* group : description.groups_of(cluster)) {
    const bool is_managed = std::any_of(scaled.begin(), scaled.end(), [&](const auto& entry) {
      return entry.second == group && entry.first->has_managed_scaling;
    });
    if (is_managed || group->desired >= group->max_size) continue;
    return {aws_line(description, {"autoscaling", "set-desired-capacity", "--auto-scaling-group-name",
                                   group->name, "--desired-capacity", std::to_string(group->desired + 1)})};
  }
  return {own_line(description, {"plan", cluster.name})};
}

}  // namespace

Findings find_tasks_without_interface(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Service& service : cluster.services_read()) {
      const auto shortage = shortage_of(service);
      if (!shortage || service.running >= service.desired) continue;
      const bool all_have_trunks = trunkless_hosts(description, cluster).empty();
      findings.push_back(
          {"tasks-without-interface", Severity::kWarning, cluster.name, service.name,
           std::to_string(service.running) + " of " + std::to_string(service.desired) + " tasks run. " +
               counted(shortage->events, "event") + " with RESOURCE:ENI since " + iso8601(shortage->since) +
               ".",
           all_have_trunks
               ? "No host has a free interface, and all of them have trunks: the cluster needs more "
                 "hosts."
               : "No host has a free interface for the tasks that are missing. Hosts without a trunk "
                 "are findings of their own.",
           all_have_trunks ? more_hosts(description, cluster)
                           : std::vector{own_line(description, {"status", cluster.name})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
