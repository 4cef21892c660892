#pragma once
/// The hosts of one ECS cluster and what is left on them, indexed so that placing a task never looks at each host.
/// docs/decisions/0012-placement-index.md tells how, what each kind of request costs, and what is slow.
///
/// Values in, values out: the caller records tasks (nothing here remembers one), and tells with commit and release
/// what they occupy. One thread.
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "placement/host.h"
#include "placement/request.h"

namespace eni::placement {

class Index;

/// Of an Availability Zone.
struct ZoneShare {
  std::size_t hosts = 0;  ///< ACTIVE ones whose agents are connected
  std::size_t tasks = 0;  ///< of the group
};

class Cluster {
 public:
  Cluster();
  Cluster(Cluster&&) noexcept;
  Cluster& operator=(Cluster&&) noexcept;
  ~Cluster();

  /// A new host without tasks. @throws std::invalid_argument if the container instance id is there already
  HostId add(const Host& host);
  /// Another description of the same host: status, agent, attributes, registered resources. Its tasks stay on it.
  void update(HostId id, const Host& host);
  /// Forgets the host and what is committed on it.
  void remove(HostId id);
  void set_status(HostId id, HostStatus status);
  void set_agent_connected(HostId id, bool connected);

  std::size_t size() const;
  std::optional<HostId> find(std::string_view container_instance_id) const;
  const std::string& container_instance_id(HostId id) const;
  /// What is left: registered less committed.
  Resources remaining(HostId id) const;
  /// In use: the host's own and those of tasks, sorted.
  std::vector<HostPort> ports_in_use(HostId id) const;
  std::size_t tasks_on(HostId id) const;
  std::size_t tasks_on(HostId id, std::string_view group) const;
  std::size_t tasks_of(std::string_view group) const;
  /// The Availability Zones that have hosts for tasks.
  std::map<std::string, ZoneShare> zones(std::string_view group) const;

  /// Where to put one task. Changes nothing: commit follows.
  Answer place(const Request& request, Random& random) const;
  /// Why this host does not take the task (StartTask, daemons): nothing if it does. A draining host may take it.
  std::optional<Reason> why_not(const Request& request, HostId id) const;
  /// A task of `group` occupies `demand` on the host from now on, whether it fits or not.
  void commit(HostId id, std::string_view group, const Demand& demand);
  /// As many commits at once: how a start fills the cluster from what is stored about each host.
  /// @param total  what all of these tasks occupy together
  void occupy(HostId id, std::span<const GroupTasks> tasks, const Demand& total);
  /// It no longer does. Give the demand it was committed with.
  void release(HostId id, std::string_view group, const Demand& demand);

  /// The hosts that satisfy `expression`: ListContainerInstances' filter. In no particular order; looks at each host
  /// only where the expression asks for what is the host's own.
  std::vector<HostId> matching(const Expression& expression) const;

  /// Scale-in: the host on which to stop one task of the group so that the strategies stay served.
  /// spread: the value with the most tasks of the group; binpack: the host with the most left of the resource; random
  /// and what is left of ties: at random. Nothing: the group has no task.
  std::optional<HostId> host_to_stop_on(std::string_view group, std::span<const Strategy> strategies,
                                        Random& random) const;
  /// The same among certain tasks (say, those of an old deployment), given by their hosts: an index into `hosts`.
  /// A host may be named several times. @param hosts  not empty
  std::size_t task_to_stop(std::string_view group, std::span<const HostId> hosts,
                           std::span<const Strategy> strategies, Random& random) const;

 private:
  std::unique_ptr<Index> index_;
};

}  // namespace eni::placement
