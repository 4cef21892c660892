#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/host_memory.h"
#include "trunking/instance_limits.h"

namespace eni::diagnosis {

namespace {

constexpr long long kUnitsOfAVcpu = 1024;

/// Whether an empty host of the type has as much CPU and memory. What is not known of a type is no reason why not.
bool fits(const std::string& type, const TaskDefinition& task) {
  const trunking::InstanceType* row = trunking::find_instance_type(type);
  if (!row || row->vcpus == 0 || row->memory_mib == 0) return true;
  return task.cpu <= row->vcpus * kUnitsOfAVcpu &&
         task.memory_mib <= trunking::usable_memory_mib(row->memory_mib);
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
        std::erase_if(small, [&](const std::string& type) { return fits(type, *task); });
        if (small.empty()) continue;
        const bool fits_none = small.size() == types.size();
        findings.push_back(
            {"task-larger-than-type",
             fits_none ? Severity::kError : Severity::kWarning,
             cluster.name,
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
             {}});
      }
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
