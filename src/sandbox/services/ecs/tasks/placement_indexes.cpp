#include "sandbox/services/ecs/tasks/placement_indexes.h"

#include <algorithm>

#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/tasks/provisioning.h"

namespace eni::sandbox::ecs_service {

namespace {

/// More than a sandbox has services; calls of RunTask make one each, and are asked for again for a while only.
constexpr std::size_t kMaxPlans = 10'000;

/// Tasks that are to be stopped still occupy their host, but belong to no group any more: whatever spreads tasks, or
/// wants them on distinct instances, counts those that stay.
constexpr std::string_view kStopping{};

bool takes_part(EcsHostStatus status) {
  return status == EcsHostStatus::kActive || status == EcsHostStatus::kDraining;
}

placement::Host host_of(const EcsContainerInstance& instance) {
  placement::Host host;
  host.container_instance_id = instance.id;
  host.ec2_instance_id = instance.ec2_instance_id;
  host.status = instance.status == EcsHostStatus::kActive ? placement::HostStatus::kActive
                                                          : placement::HostStatus::kDraining;
  host.agent_connected = instance.agent_connected;
  host.agent_version = instance.agent_version;
  host.registered_at = std::chrono::sys_seconds{std::chrono::seconds{instance.registered_at / 1000}};
  host.registered = {static_cast<std::int32_t>(instance.registered.cpu_units),
                     static_cast<std::int32_t>(instance.registered.memory_mib),
                     static_cast<std::int32_t>(instance.registered.interfaces)};
  for (const EcsHostPort& port : instance.reserved_ports) {
    const bool udp = port.protocol == EcsPortProtocol::kUdp;
    host.reserved.push_back({port.port, udp ? placement::Protocol::kUdp : placement::Protocol::kTcp});
  }
  for (const auto& [name, value] : instance.attributes) host.attributes.push_back({name, value});
  return host;
}

/// Whether it is one of those that its origin is to have.
bool is_kept(const EcsTask* task) { return task != nullptr && task->is_placed() && !task->is_to_stop(); }

std::string_view group_of(const EcsTask& task, const TaskPlan& plan) {
  return task.is_to_stop() ? kStopping : std::string_view(plan.group);
}

}  // namespace

PlacementIndexes::PlacementIndexes(Store& store) : store_{store} {
  store.database().watch([this](sqlite::TransactionEnd end) { transaction_ended(end); });
}

/// Not before the outermost has ended: until then its callers hold on to what they look at.
void PlacementIndexes::transaction_ended(sqlite::TransactionEnd end) {
  is_undone_ = is_undone_ || end != sqlite::TransactionEnd::kCommitted;
  if (end == sqlite::TransactionEnd::kPartlyUndone) return;
  if (is_undone_)
    for (const EcsClusterNumber cluster : touched_) clusters_.erase(cluster);
  // Their origins may be gone, and the next ones get their numbers.
  if (is_undone_ && has_new_plans_) plans_.clear();
  touched_.clear();
  is_undone_ = has_new_plans_ = false;
}

PlacementIndexes::Hosts& PlacementIndexes::hosts_of(EcsClusterNumber cluster) {
  const auto known = clusters_.find(cluster);
  if (known != clusters_.end()) return known->second;
  Hosts& hosts = clusters_[cluster];
  fill(hosts, cluster);
  // What the running transaction had changed before is in it.
  if (store_.database().in_transaction()) touched_.insert(cluster);
  return hosts;
}

void PlacementIndexes::fill(Hosts& hosts, EcsClusterNumber cluster) {
  store_.get<EcsContainerInstanceRepository>().visit(
      cluster, [&hosts](const EcsContainerInstance& instance) { put(hosts, instance); });
  const auto placed = store_.get<EcsTaskRepository>().placed(cluster);
  for (auto of_host = placed.begin(); of_host != placed.end();) {
    const auto is_elsewhere = [&](const EcsPlacedTasks& p) { return p.host != of_host->host; };
    const auto end = std::find_if(of_host, placed.end(), is_elsewhere);
    occupy(hosts, {of_host, end});
    of_host = end;
  }
}

/// All tasks of a host at once: each change of a host moves all that it has.
void PlacementIndexes::occupy(Hosts& hosts, std::span<const EcsPlacedTasks> placed) {
  const auto host = hosts.by_number.find(placed.front().host);
  if (host == hosts.by_number.end()) return;
  std::vector<std::shared_ptr<const TaskPlan>> plans;  // They keep the groups' names.
  std::vector<placement::GroupTasks> tasks;
  placement::Demand total;
  for (const EcsPlacedTasks& one : placed) {
    plans.push_back(plan(one.origin));
    tasks.push_back({one.stopping ? kStopping : std::string_view(plans.back()->group),
                     static_cast<std::uint32_t>(one.tasks)});
    placement::add(total, plans.back()->demand, tasks.back().tasks);
    if (!plans.back()->strategy.empty()) hosts.counted[one.host] += one.tasks;
  }
  hosts.index.occupy(host->second, tasks, total);
}

void PlacementIndexes::put(Hosts& hosts, const EcsContainerInstance& instance) {
  const auto known = hosts.by_number.find(instance.number);
  put_provider(hosts, instance);
  if (!takes_part(instance.status)) {
    if (known == hosts.by_number.end()) return;
    hosts.numbers.erase(static_cast<std::uint32_t>(known->second));
    hosts.index.remove(known->second);
    hosts.by_number.erase(known);
    hosts.draining.erase(instance.number);
    hosts.counted.erase(instance.number);
    return;
  }
  if (instance.status == EcsHostStatus::kDraining) {
    hosts.draining.insert(instance.number);
  } else {
    hosts.draining.erase(instance.number);
  }
  if (known != hosts.by_number.end()) {
    hosts.index.update(known->second, host_of(instance));
    return;
  }
  const placement::HostId id = hosts.index.add(host_of(instance));
  hosts.by_number.emplace(instance.number, id);
  hosts.numbers[static_cast<std::uint32_t>(id)] = instance.number;
}

void PlacementIndexes::put_provider(Hosts& hosts, const EcsContainerInstance& instance) {
  const std::string provider = takes_part(instance.status) ? provider_of(instance) : std::string{};
  for (auto& [name, members] : hosts.of_provider)
    if (name != provider) members.erase(instance);
  if (!provider.empty()) hosts.of_provider[provider].insert(instance);
}

void PlacementIndexes::ProviderHosts::insert(const EcsContainerInstance& instance) {
  numbers.insert(instance.number);
  by_instance[instance.ec2_instance_id] = instance.number;
}

void PlacementIndexes::ProviderHosts::erase(const EcsContainerInstance& instance) {
  numbers.erase(instance.number);
  // The EC2 instance may be another container instance by now.
  const auto known = by_instance.find(instance.ec2_instance_id);
  if (known != by_instance.end() && known->second == instance.number) by_instance.erase(known);
}

std::optional<EcsContainerInstanceNumber> PlacementIndexes::provider_host(
    EcsClusterNumber cluster, const std::string& provider, const std::string& ec2_instance_id) {
  const Hosts& hosts = hosts_of(cluster);
  const auto members = hosts.of_provider.find(provider);
  if (members == hosts.of_provider.end()) return std::nullopt;
  const auto known = members->second.by_instance.find(ec2_instance_id);
  return known == members->second.by_instance.end() ? std::nullopt : std::optional{known->second};
}

std::vector<EcsContainerInstanceNumber> PlacementIndexes::provider_hosts(EcsClusterNumber cluster,
                                                                         const std::string& provider) {
  const Hosts& hosts = hosts_of(cluster);
  const auto known = hosts.of_provider.find(provider);
  if (known == hosts.of_provider.end()) return {};
  return {known->second.numbers.begin(), known->second.numbers.end()};
}

std::int64_t PlacementIndexes::busy_hosts(EcsClusterNumber cluster, const std::string& provider) {
  const auto members = provider_hosts(cluster, provider);
  const Hosts& hosts = hosts_of(cluster);
  return std::count_if(members.begin(), members.end(), [&hosts](EcsContainerInstanceNumber host) {
    const auto counted = hosts.counted.find(host);
    return counted != hosts.counted.end() && counted->second > 0 && !hosts.draining.contains(host);
  });
}

std::optional<std::int64_t> PlacementIndexes::counted_tasks(EcsClusterNumber cluster,
                                                            EcsContainerInstanceNumber host) {
  const Hosts& hosts = hosts_of(cluster);
  const auto counted = hosts.counted.find(host);
  if (counted == hosts.counted.end()) return std::nullopt;
  return counted->second;
}

EcsContainerInstanceNumber PlacementIndexes::number_of(EcsClusterNumber cluster, placement::HostId host) {
  return hosts_of(cluster).numbers.at(static_cast<std::uint32_t>(host));
}

std::optional<placement::HostId> PlacementIndexes::host(EcsClusterNumber cluster,
                                                        EcsContainerInstanceNumber number) {
  const Hosts& hosts = hosts_of(cluster);
  const auto known = hosts.by_number.find(number);
  if (known == hosts.by_number.end()) return std::nullopt;
  return known->second;
}

std::vector<EcsContainerInstanceNumber> PlacementIndexes::active_hosts(EcsClusterNumber cluster) {
  const Hosts& hosts = hosts_of(cluster);
  std::vector<EcsContainerInstanceNumber> numbers;
  for (const auto& [number, id] : hosts.by_number)
    if (!hosts.draining.contains(number)) numbers.push_back(number);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::shared_ptr<const TaskPlan> PlacementIndexes::plan(EcsTaskOriginNumber origin) {
  const auto known = plans_.find(origin);
  if (known != plans_.end()) return known->second;
  if (plans_.size() >= kMaxPlans) plans_.clear();
  const auto row = store_.get<EcsTaskRepository>().find_origin(origin);
  auto plan = std::make_shared<TaskPlan>(TaskPlan::from_json(row.value().document));
  plan->service = row->service.value_or(EcsServiceNumber{});
  if (store_.database().in_transaction()) has_new_plans_ = true;
  plans_.emplace(origin, plan);
  return plan;
}

void PlacementIndexes::host_changed(const EcsContainerInstance& instance) {
  const auto loaded = clusters_.find(instance.cluster);
  if (loaded == clusters_.end()) return;
  touched_.insert(instance.cluster);
  put(loaded->second, instance);
}

const std::map<std::string, std::int64_t>& PlacementIndexes::counts_by_provider(EcsClusterNumber cluster,
                                                                                EcsTaskOriginNumber origin) {
  auto& by_provider = hosts_of(cluster).by_provider;
  if (const auto known = by_provider.find(origin); known != by_provider.end()) return known->second;
  if (by_provider.size() >= kMaxPlans) by_provider.clear();
  if (store_.database().in_transaction()) touched_.insert(cluster);
  return by_provider[origin] = store_.get<EcsTaskRepository>().counts_by_provider(origin);
}

void PlacementIndexes::task_changed(const EcsTask& task, const EcsTask* before) {
  const auto loaded = clusters_.find(task.cluster);
  if (loaded == clusters_.end()) return;
  touched_.insert(task.cluster);
  if (const auto counts = loaded->second.by_provider.find(task.origin);
      counts != loaded->second.by_provider.end() && is_kept(&task) != is_kept(before))
    counts->second[provider_of(task)] += is_kept(&task) ? 1 : -1;
  change(loaded->second, task, before);
}

void PlacementIndexes::task_placed(const EcsTask& task) {
  const auto loaded = clusters_.find(task.cluster);
  if (loaded == clusters_.end()) return;
  touched_.insert(task.cluster);
  change(loaded->second, task, nullptr);
}

void PlacementIndexes::change(Hosts& hosts, const EcsTask& task, const EcsTask* before) {
  const auto host = hosts.by_number.find(task.host);
  if (host == hosts.by_number.end()) return;
  const auto common = plan(task.origin);
  const bool was = before != nullptr && before->is_placed();
  const bool is = task.is_placed();
  const std::string_view group = group_of(task, *common);
  if (was != is && !common->strategy.empty()) hosts.counted[task.host] += is ? 1 : -1;
  if (was && is && group_of(*before, *common) == group) return;
  if (was) hosts.index.release(host->second, group_of(*before, *common), common->demand);
  if (is) hosts.index.commit(host->second, group, common->demand);
}

}  // namespace eni::sandbox::ecs_service
