#include <map>
#include <set>

#include "diagnosis/plan.h"

namespace eni::diagnosis {

namespace {

using placement::StrategyType;

placement::Strategy strategy_of(const std::string& type, const std::string& field) {
  if (type == "binpack") return {StrategyType::kBinpack, field};
  return type == "spread" ? placement::Strategy{StrategyType::kSpread, field} : placement::Strategy{};
}

Workload workload_of(const Service& service, const TaskDefinition& definition) {
  Workload workload;
  workload.name = service.name;
  workload.is_daemon = service.scheduling_strategy == "DAEMON";
  workload.tasks = workload.is_daemon ? 0 : service.desired;
  workload.has_interface = definition.network_mode == "awsvpc";
  workload.cpu_units = static_cast<int>(definition.cpu);
  workload.memory_mib = static_cast<int>(definition.memory_mib);
  for (const HostPort& port : definition.host_ports)
    workload.ports.push_back({static_cast<std::uint16_t>(port.port),
                              port.is_udp ? placement::Protocol::kUdp : placement::Protocol::kTcp});
  for (std::size_t i = 0; i < service.placement.size(); ++i)
    workload.strategies.push_back(strategy_of(
        service.placement[i], i < service.placement_fields.size() ? service.placement_fields[i] : ""));
  workload.distinct_instance = service.has_distinct_instances;
  return workload;
}

/// Fargate's tasks need no host, and those of ECS Anywhere are on machines of their own.
bool runs_on_hosts(const Service& service) {
  if (service.launch_type == "FARGATE" || service.launch_type == "EXTERNAL") return false;
  for (const StrategyItem& item : service.strategy)
    if (item.provider == "FARGATE" || item.provider == "FARGATE_SPOT") return false;
  return true;
}

Error unseen(const Cluster& cluster, const char* what) {
  return {"the " + std::string(what) + " of cluster " + cluster.name + " could not be read",
          "eni-trunking doctor says which permission is missing"};
}

}  // namespace

Result<PlanInput> plan_input_of(const Description& description, const Cluster& cluster) {
  if (!cluster.hosts) return unseen(cluster, "container instances");
  if (!cluster.services) return unseen(cluster, "services");
  PlanInput input;
  input.cluster = cluster.name;
  input.region = description.region;
  std::map<std::string, HostCount> hosts;
  std::set<std::string> zones;
  for (const ContainerInstance& host : *cluster.hosts) {
    const Instance* instance = description.instance_of(host);
    if (!instance || instance->type.empty()) continue;
    HostCount& count = hosts[instance->type];
    count.type = instance->type;
    ++count.hosts;
    count.with_trunk += host.has_trunk() ? 1 : 0;
    if (!instance->zone.empty()) zones.insert(instance->zone);
  }
  if (zones.empty() && !cluster.hosts->empty()) return unseen(cluster, "EC2 instances");
  if (zones.empty())
    return Error{
        "cluster " + cluster.name + " has no hosts on EC2: nothing says of which types they would be",
        "write a description by hand: eni-trunking plan --help shows its form"};
  for (const auto& [type, count] : hosts) input.hosts.push_back(count);
  input.zones.assign(zones.begin(), zones.end());
  for (const Service& service : *cluster.services) {
    const auto definition = description.task_definitions.find(service.task_definition);
    if (!runs_on_hosts(service)) continue;
    if (definition == description.task_definitions.end()) return unseen(cluster, "task definitions");
    input.workloads.push_back(workload_of(service, definition->second));
  }
  return input;
}

}  // namespace eni::diagnosis
