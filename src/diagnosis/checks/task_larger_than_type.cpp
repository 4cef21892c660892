#include <algorithm>
#include <optional>

#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/instance_type_choice.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/instance_limits.h"

namespace eni::diagnosis {

namespace {

/// What hosts of the type register: the last one of the group, for its user data say how much memory is reserved
/// (ECS_RESERVED_MEMORY), or else of the cluster. Where there is none, what the type has, without what its kernel keeps.
std::optional<HostSize> size_of_host(const Description& description, const Cluster& cluster,
                                     const Group& group, const std::string& type) {
  const ContainerInstance* best = nullptr;
  const auto rank = [&](const ContainerInstance& host) {
    return std::pair(description.instance_of(host)->group_name == group.name, host.registered_at);
  };
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    if (!instance || instance->type != type || host.cpu == 0 || host.memory_mib == 0) continue;
    if (!best || rank(*best) < rank(host)) best = &host;
  }
  if (best) return HostSize{best->cpu, best->memory_mib};
  const trunking::InstanceType* row = trunking::find_instance_type(type);
  return row ? registered_size(*row) : std::nullopt;
}

/// Whether an empty host has as much CPU and memory. What is not known of a type is no reason why not.
bool fits(const std::optional<HostSize>& host, const TaskDefinition& task) {
  return !host || (task.cpu <= host->cpu && task.memory_mib <= host->memory_mib);
}

/// Lets the group launch only types that are large enough. Nothing if no type is known that is.
std::vector<std::string> launch_larger(const Description& description, const Group& group,
                                       const std::vector<std::string>& types,
                                       const std::vector<std::string>& small, const TaskDefinition& task) {
  if (small.size() < types.size()) return drop_overrides(description, group, small);
  const std::string larger = type_for_task(types.front(), task.cpu, task.memory_mib);
  if (larger.empty()) return {};
  if (!group.override_types.empty())
    return change_overrides(description, group,
                            "`" + json::serialize(json::array{json::object{{"InstanceType", larger}}}) + "`");
  return change_launch_template(description, group, *description.template_of(group),
                                json::serialize(json::object{{"InstanceType", larger}}));
}

std::string size_of(const TaskDefinition& task) {
  return std::to_string(task.cpu) + " CPU units and " + std::to_string(task.memory_mib) + " MiB";
}

const TaskDefinition* task_of(const Description& description, const Service& service) {
  const auto found = description.task_definitions.find(service.task_definition);
  return found == description.task_definitions.end() ? nullptr : &found->second;
}

}  // namespace

Findings find_task_larger_than_type(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      const std::vector<std::string> types = description.types_of(*group);
      if (!provider->has_managed_scaling || types.empty()) continue;
      for (const Service& service : cluster.services_read()) {
        const TaskDefinition* task = task_of(description, service);
        if (!task || service.running >= service.desired || !cluster.uses(service, provider->name)) continue;
        std::vector<std::string> small = types;
        std::erase_if(small, [&](const std::string& type) {
          return fits(size_of_host(description, cluster, *group, type), *task);
        });
        if (small.empty()) continue;
        const bool fits_none = small.size() == types.size();
        findings.push_back(
            {"task-larger-than-type", fits_none ? Severity::kError : Severity::kWarning, cluster.name,
             service.name,
             "A task of " + service.name + " takes " + size_of(*task) + ", more than an empty host has of " +
                 listed(small) + ", which " + group->name + " launches.",
             std::string(fits_none
                             ? "No host of the group takes such a task"
                             : "Managed scaling reckons with the smallest type of a group, so it launches "
                               "no host for such a task") +
                 ": it stays in PROVISIONING, then is given up. Take the small types from the group, give "
                 "the "
                 "service a group and a capacity provider of its own, or make its tasks smaller.",
             launch_larger(description, *group, types, small, *task)});
      }
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
