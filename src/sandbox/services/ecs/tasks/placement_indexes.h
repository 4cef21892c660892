#pragma once
/// The hosts of clusters as placement sees them, in memory. A cluster is read from the store when it is first asked
/// for; from then on whoever changes a host or a task in the store says so here, in the same breath. What a transaction has
/// changed here is forgotten if it is undone, and read anew at its next use.
#include <cstdint>
#include <map>
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

  const placement::Cluster& index(EcsClusterNumber cluster) { return hosts_of(cluster).index; }
  EcsContainerInstanceNumber number_of(EcsClusterNumber cluster, placement::HostId host);
  /// Nothing if it takes no tasks: neither ACTIVE nor DRAINING.
  std::optional<placement::HostId> host(EcsClusterNumber cluster, EcsContainerInstanceNumber number);
  /// Container instances of the cluster that are DRAINING.
  const std::set<EcsContainerInstanceNumber>& draining_hosts(EcsClusterNumber cluster) {
    return hosts_of(cluster).draining;
  }
  /// Those that are ACTIVE, in the order of registration.
  std::vector<EcsContainerInstanceNumber> active_hosts(EcsClusterNumber cluster);
  /// Those of a capacity provider, ACTIVE and DRAINING ones, in the order of registration.
  std::vector<EcsContainerInstanceNumber> provider_hosts(EcsClusterNumber cluster,
                                                         const std::string& provider);
  /// The one of them on this EC2 instance.
  std::optional<EcsContainerInstanceNumber> provider_host(EcsClusterNumber cluster,
                                                          const std::string& provider,
                                                          const std::string& ec2_instance_id);
  /// ACTIVE ones of a capacity provider that have at least one task of a capacity provider.
  std::int64_t busy_hosts(EcsClusterNumber cluster, const std::string& provider);
  /// How many of its tasks are of capacity providers; nothing if none ever was, as far as is known here.
  std::optional<std::int64_t> counted_tasks(EcsClusterNumber cluster, EcsContainerInstanceNumber host);
  /// Tasks of an origin that run or are to run, by capacity provider; waiting ones, too.
  const std::map<std::string, std::int64_t>& counts_by_provider(EcsClusterNumber cluster,
                                                                EcsTaskOriginNumber origin);
  /// What the tasks of an origin have in common.
  std::shared_ptr<const TaskPlan> plan(EcsTaskOriginNumber origin);

  /// A container instance was made, or is another than before: its status, agent, attributes or resources.
  void host_changed(const EcsContainerInstance& instance);
  /// A task was made, is to be stopped, or has STOPPED.
  void task_changed(const EcsTask& task, const EcsTask* before);
  /// A task that waited has a host.
  void task_placed(const EcsTask& task);

 private:
  struct ProviderHosts {
    std::set<EcsContainerInstanceNumber> numbers;
    std::unordered_map<std::string, EcsContainerInstanceNumber> by_instance;

    void insert(const EcsContainerInstance& instance);
    void erase(const EcsContainerInstance& instance);
  };
  struct Hosts {
    placement::Cluster index;
    std::unordered_map<EcsContainerInstanceNumber, placement::HostId> by_number;
    std::unordered_map<std::uint32_t, EcsContainerInstanceNumber> numbers;  ///< by HostId
    std::set<EcsContainerInstanceNumber> draining;
    std::map<std::string, ProviderHosts> of_provider;
    std::unordered_map<EcsContainerInstanceNumber, std::int64_t> counted;  ///< tasks of capacity providers
    /// Of the origins that somebody has asked for.
    std::unordered_map<EcsTaskOriginNumber, std::map<std::string, std::int64_t>> by_provider;
  };

  Hosts& hosts_of(EcsClusterNumber cluster);
  void fill(Hosts& hosts, EcsClusterNumber cluster);
  void occupy(Hosts& hosts, std::span<const EcsPlacedTasks> placed);
  void change(Hosts& hosts, const EcsTask& task, const EcsTask* before);
  static void put(Hosts& hosts, const EcsContainerInstance& instance);
  static void put_provider(Hosts& hosts, const EcsContainerInstance& instance);
  void transaction_ended(sqlite::TransactionEnd end);

  Store& store_;
  std::unordered_map<EcsClusterNumber, Hosts> clusters_;
  std::unordered_map<EcsTaskOriginNumber, std::shared_ptr<const TaskPlan>> plans_;
  std::set<EcsClusterNumber> touched_;  ///< clusters that the running transaction has changed here
  bool is_undone_ = false;              ///< some of it
  bool has_new_plans_ = false;          ///< read in it
};

}  // namespace eni::sandbox::ecs_service
