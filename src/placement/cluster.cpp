#include "placement/cluster.h"

#include "placement/index.h"
#include "placement/search.h"

namespace eni::placement {

void add(Demand& total, const Demand& demand, std::uint32_t tasks) {
  const auto n = static_cast<std::int32_t>(tasks);
  total.resources.cpu_units += demand.resources.cpu_units * n;
  total.resources.memory_mib += demand.resources.memory_mib * n;
  total.resources.interfaces += demand.resources.interfaces * n;
  for (std::uint32_t i = 0; i < tasks; ++i) {
    total.ports.insert(total.ports.end(), demand.ports.begin(), demand.ports.end());
  }
}

Cluster::Cluster() : index_{std::make_unique<Index>()} {}
Cluster::Cluster(Cluster&&) noexcept = default;
Cluster& Cluster::operator=(Cluster&&) noexcept = default;
Cluster::~Cluster() = default;

HostId Cluster::add(const Host& host) { return index_->add(host); }
void Cluster::update(HostId id, const Host& host) { index_->update(id, host); }
void Cluster::remove(HostId id) { index_->remove(id); }
void Cluster::set_status(HostId id, HostStatus status) { index_->set_status(id, status); }
void Cluster::set_agent_connected(HostId id, bool connected) { index_->set_agent_connected(id, connected); }

std::size_t Cluster::size() const { return index_->size(); }
std::optional<HostId> Cluster::find(std::string_view container_instance_id) const {
  return index_->find(container_instance_id);
}
const std::string& Cluster::container_instance_id(HostId id) const {
  return index_->facts(id).container_instance_id;
}
Resources Cluster::remaining(HostId id) const { return index_->key(id).left; }
std::vector<HostPort> Cluster::ports_in_use(HostId id) const {
  return index_->ports().ports(index_->key(id).ports);
}
std::size_t Cluster::tasks_on(HostId id) const { return index_->host(id).tasks(); }
std::size_t Cluster::tasks_on(HostId id, std::string_view group) const {
  const auto known = index_->find_group(group);
  const GroupShare* share = known ? index_->host(id).groups.find(*known) : nullptr;
  return share ? share->tasks : 0;
}
std::size_t Cluster::tasks_of(std::string_view group) const {
  const auto known = index_->find_group(group);
  return known ? index_->group(*known).tasks : 0;
}

std::map<std::string, ZoneShare> Cluster::zones(std::string_view group) const {
  return placement::zones(*index_, group);
}

Answer Cluster::place(const Request& request, Random& random) const {
  return placement::place(*index_, request, random);
}
std::optional<Reason> Cluster::why_not(const Request& request, HostId id) const {
  return placement::why_not(*index_, request, id);
}
void Cluster::commit(HostId id, std::string_view group, const Demand& demand) {
  const GroupTasks one{group, 1};
  index_->occupy(id, {&one, 1}, demand);
}
void Cluster::occupy(HostId id, std::span<const GroupTasks> tasks, const Demand& total) {
  index_->occupy(id, tasks, total);
}
void Cluster::release(HostId id, std::string_view group, const Demand& demand) {
  index_->release(id, group, demand);
}
std::vector<HostId> Cluster::matching(const Expression& expression) const {
  return placement::matching(*index_, expression);
}
std::optional<HostId> Cluster::host_to_stop_on(std::string_view group, std::span<const Strategy> strategies,
                                               Random& random) const {
  return placement::host_to_stop_on(*index_, group, strategies, random);
}
std::size_t Cluster::task_to_stop(std::string_view group, std::span<const HostId> hosts,
                                  std::span<const Strategy> strategies, Random& random) const {
  return placement::task_to_stop(*index_, group, hosts, strategies, random);
}

}  // namespace eni::placement
