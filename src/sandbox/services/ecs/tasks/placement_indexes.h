#pragma once
/// The hosts of clusters as placement sees them, in memory. A cluster is read from the store when it is first asked
/// for; from then on whoever changes a host or a task in the store says so here, in the same breath. What a transaction has
/// changed here is forgotten if it is undone, and read anew at its next use.
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "placement/cluster.h"
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/ecs_task_repository.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::ecs_service {

class PlacementIndexes {
 public:
  explicit PlacementIndexes(Store& store);

  const placement::Cluster& index(std::int64_t cluster) { return hosts_of(cluster).index; }
  /// The container instance's number.
  std::int64_t number_of(std::int64_t cluster, placement::HostId host);
  /// Nothing if it takes no tasks: neither ACTIVE nor DRAINING.
  std::optional<placement::HostId> host(std::int64_t cluster, std::int64_t number);
  /// Container instances of the cluster that are DRAINING.
  const std::set<std::int64_t>& draining_hosts(std::int64_t cluster) { return hosts_of(cluster).draining; }
  /// Those that are ACTIVE, in the order of registration.
  std::vector<std::int64_t> active_hosts(std::int64_t cluster);
  /// What the tasks of an origin have in common.
  std::shared_ptr<const TaskPlan> plan(std::int64_t origin);

  /// A container instance was made, or is another than before: its status, agent, attributes or resources.
  void host_changed(const EcsContainerInstance& instance);
  /// A task was made, is to be stopped, or has STOPPED.
  void task_changed(const EcsTask& task, const EcsTask* before);

 private:
  struct Hosts {
    placement::Cluster index;
    std::unordered_map<std::int64_t, placement::HostId> by_number;
    std::unordered_map<std::uint32_t, std::int64_t> numbers;  ///< by HostId
    std::set<std::int64_t> draining;
  };

  Hosts& hosts_of(std::int64_t cluster);
  void fill(Hosts& hosts, std::int64_t cluster);
  void occupy(Hosts& hosts, std::span<const EcsPlacedTasks> placed);
  static void put(Hosts& hosts, const EcsContainerInstance& instance);
  void transaction_ended(sqlite::TransactionEnd end);

  Store& store_;
  std::unordered_map<std::int64_t, Hosts> clusters_;
  std::unordered_map<std::int64_t, std::shared_ptr<const TaskPlan>> plans_;
  std::set<std::int64_t> touched_;  ///< clusters that the running transaction has changed here
  bool is_undone_ = false;          ///< some of it
  bool has_new_plans_ = false;      ///< read in it
};

}  // namespace eni::sandbox::ecs_service
