#include "sandbox/services/ecs/tasks/task_accounting.h"

#include <algorithm>

#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

EcsHostPort stored(const placement::HostPort& port) {
  const bool udp = port.protocol == placement::Protocol::kUdp;
  return {port.port, udp ? EcsPortProtocol::kUdp : EcsPortProtocol::kTcp};
}

EcsResources signed_resources(const placement::Resources& r, int sign) {
  return {std::int64_t{sign} * r.cpu_units, std::int64_t{sign} * r.memory_mib,
          std::int64_t{sign} * r.interfaces};
}

}  // namespace

EcsTask TaskAccounting::enter(EcsTask task) {
  task = store_.get<EcsTaskRepository>().insert(std::move(task));
  count(task, nullptr);
  indexes_.task_changed(task, nullptr);
  return task;
}

void TaskAccounting::change(const EcsTask& task, const EcsTask& before) {
  store_.get<EcsTaskRepository>().update(task, before);
  if (task.last_status == before.last_status && task.desired_status == before.desired_status) return;
  count(task, &before);
  indexes_.task_changed(task, &before);
}

void TaskAccounting::place(const EcsTask& task) {
  store_.get<EcsTaskRepository>().place(task);
  const auto plan = indexes_.plan(task.origin);
  EcsOccupancy occupancy;
  occupancy.pending_tasks = counts_of(task).pending;
  occupancy.resources = signed_resources(plan->demand.resources, 1);
  store_.get<EcsContainerInstanceRepository>().occupy(task.host, occupancy);
  if (!plan->demand.ports.empty()) set_ports(task, plan->demand, true);
  indexes_.task_placed(task);
}

void TaskAccounting::count(const EcsTask& task, const EcsTask* before) {
  const EcsTaskCounts was = before != nullptr ? counts_of(*before) : EcsTaskCounts{};
  const EcsTaskCounts is = counts_of(task);
  EcsOccupancy occupancy;
  occupancy.running_tasks = is.running - was.running;
  occupancy.pending_tasks = is.pending - was.pending;
  const auto plan = indexes_.plan(task.origin);
  const bool placed_before = before != nullptr && before->is_placed();
  const bool placed = task.is_placed();
  if (placed != placed_before) {
    occupancy.resources = signed_resources(plan->demand.resources, placed ? 1 : -1);
    if (!plan->demand.ports.empty()) set_ports(task, plan->demand, placed);
  }
  if (placed != placed_before || occupancy.running_tasks != 0 || occupancy.pending_tasks != 0)
    store_.get<EcsContainerInstanceRepository>().occupy(task.host, occupancy);
  if (occupancy.running_tasks == 0 && occupancy.pending_tasks == 0) return;
  EcsClusterCounts difference;
  difference.running_tasks = occupancy.running_tasks;
  difference.pending_tasks = occupancy.pending_tasks;
  store_.get<EcsClusterRepository>().add_counts(task.cluster, difference);
}

void TaskAccounting::set_ports(const EcsTask& task, const placement::Demand& demand, bool occupied) {
  auto& instances = store_.get<EcsContainerInstanceRepository>();
  const auto host = instances.find(task.host);
  if (!host) return;
  std::vector<EcsHostPort> ports = host->task_ports;
  for (const placement::HostPort& port : demand.ports) {
    if (occupied) {
      ports.push_back(stored(port));
    } else if (const auto at = std::find(ports.begin(), ports.end(), stored(port)); at != ports.end()) {
      ports.erase(at);
    }
  }
  std::sort(ports.begin(), ports.end());
  instances.set_task_ports(task.host, ports);
}

}  // namespace eni::sandbox::ecs_service
