#include <algorithm>
#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

namespace {

struct TaskSize {
  long long cpu = 0;
  long long memory_mib = 0;
};

/// The mean of the tasks in awsvpc mode that the services want.
std::optional<TaskSize> mean_task(const Description& description, const Cluster& cluster) {
  long long tasks = 0;
  TaskSize sum;
  for (const Service& service : cluster.services_read()) {
    const auto definition = description.task_definitions.find(service.task_definition);
    if (definition == description.task_definitions.end() || definition->second.network_mode != "awsvpc")
      continue;
    tasks += service.desired;
    sum.cpu += service.desired * definition->second.cpu;
    sum.memory_mib += service.desired * definition->second.memory_mib;
  }
  if (tasks == 0) return std::nullopt;
  return TaskSize{sum.cpu / tasks, sum.memory_mib / tasks};
}

/// How many such tasks fit by one resource; "many" where they take none of it.
long long fitting(long long there, long long each) { return each > 0 ? there / each : 1'000'000; }

}  // namespace

Findings find_resources_bind_first(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    const auto task = mean_task(description, cluster);
    if (!task || !cluster.hosts) continue;
    std::map<std::string, const ContainerInstance*> by_type;
    for (const ContainerInstance& host : *cluster.hosts) {
      const Instance* instance = description.instance_of(host);
      if (instance && host.cpu > 0) by_type.emplace(instance->type, &host);
    }
    for (const auto& [name, host] : by_type) {
      const trunking::InstanceType* type = trunking::find_instance_type(name);
      if (!type || trunking_gain(*type) <= 0) continue;
      const long long by_cpu = fitting(host->cpu, task->cpu);
      const long long by_memory = fitting(host->memory_mib, task->memory_mib);
      const int plain = max_awsvpc_tasks(*type, trunking::Trunk::kNone);
      if (std::min(by_cpu, by_memory) > plain) continue;
      findings.push_back({"resources-bind-first",
                          Severity::kNote,
                          cluster.name,
                          name,
                          "Of the services' tasks (" + std::to_string(task->cpu) + " CPU units and " +
                              std::to_string(task->memory_mib) + " MiB in the mean) a " + name + " holds " +
                              std::to_string(std::min(by_cpu, by_memory)) + " by its " +
                              (by_cpu < by_memory ? "CPU" : "memory") + ", and " + std::to_string(plain) +
                              " by its interfaces without a trunk.",
                          "Trunking brings nothing here as long as tasks are that large.",
                          {}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
