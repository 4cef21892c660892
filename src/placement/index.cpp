#include "placement/index.h"

#include <algorithm>
#include <stdexcept>

namespace eni::placement {
namespace {

Resources operator-(const Resources& a, const Resources& b) {
  return {a.cpu_units - b.cpu_units, a.memory_mib - b.memory_mib, a.interfaces - b.interfaces};
}
Resources operator+(const Resources& a, const Resources& b) {
  return {a.cpu_units + b.cpu_units, a.memory_mib + b.memory_mib, a.interfaces + b.interfaces};
}

/// Ids of what was dropped are given out again, so that tables stay dense.
template <class Id, class State>
Id new_id(std::vector<Id>& unused, std::vector<State>& states) {
  if (unused.empty()) {
    states.emplace_back();
    return static_cast<Id>(states.size() - 1);
  }
  const Id id = unused.back();
  unused.pop_back();
  return id;
}

}  // namespace

// ---- hosts ------------------------------------------------------------------------------------------------

HostId Index::add(const Host& host) {
  if (by_id_.contains(host.container_instance_id)) {
    throw std::invalid_argument("container instance " + host.container_instance_id +
                                " is in the cluster already");
  }
  const HostId id = new_id(unused_hosts_, hosts_);
  facts_.resize(hosts_.size());
  HostFacts& facts = facts_[at(id)];
  facts.container_instance_id = host.container_instance_id;
  facts.registered_at = host.registered_at.time_since_epoch().count();
  facts.registered = host.registered;
  facts.reserved = host.reserved;
  by_id_.emplace(host.container_instance_id, id);
  name_ec2(id, host.ec2_instance_id);
  CellKey key{0, host.registered, ports_.with(PortSets::kEmpty, host.reserved)};
  key.attributes = classes_.classify(classes_.describe(host), facts.own);
  enter(id, key);
  rebalance();
  return id;
}

void Index::update(HostId id, const Host& host) {
  HostFacts& facts = facts_[at(id)];
  CellKey key = this->key(id);
  key.left = key.left - facts.registered + host.registered;
  const PortSetId unreserved = ports_.without(key.ports, facts.reserved);
  ports_.hold(unreserved);
  key.ports = ports_.with(unreserved, host.reserved);
  ports_.hold(key.ports);
  name_ec2(id, host.ec2_instance_id);
  facts.registered_at = host.registered_at.time_since_epoch().count();
  facts.registered = host.registered;
  facts.reserved = host.reserved;
  move(id, key);
  ports_.let_go(unreserved);
  ports_.let_go(key.ports);
  reclassify(id, classes_.describe(host));
  rebalance();
}

/// At most once for each attribute.
void Index::rebalance() {
  if (!classes_.take_outgrown().empty()) reclassify_all();
}

void Index::remove(HostId id) {
  HostState& host = hosts_[at(id)];
  const ClassId attributes = key(id).attributes;
  unlink_groups(id);
  while (host.groups.size() > 0) {
    const GroupShare share = *host.groups.begin();
    count_by_value(share.group, attributes, share.tasks, -1);
    groups_[share.group].tasks -= share.tasks;
    part(id, *host.groups.begin());
    if (groups_[share.group].tasks == 0) drop_group(share.group);
  }
  leave_class(id, attributes);
  leave(id);
  by_id_.erase(facts_[at(id)].container_instance_id);
  name_ec2(id, {});
  hosts_[at(id)] = {};
  facts_[at(id)] = {};
  unused_hosts_.push_back(id);
}

void Index::set_status(HostId id, HostStatus status) {
  AttributeClass description = classes_.description(key(id).attributes, facts_[at(id)].own);
  description.active = status == HostStatus::kActive;
  reclassify(id, description);
}

void Index::set_agent_connected(HostId id, bool connected) {
  AttributeClass description = classes_.description(key(id).attributes, facts_[at(id)].own);
  description.agent_connected = connected;
  reclassify(id, description);
}

void Index::reclassify(HostId id, const AttributeClass& description) {
  CellKey key = this->key(id);
  const ClassId old = key.attributes;
  key.attributes = classes_.classify(description, facts_[at(id)].own);
  if (key.attributes == old) return;
  for (const GroupShare& share : host(id).groups) {
    count_by_value(share.group, old, share.tasks, -1);
    count_by_value(share.group, key.attributes, share.tasks, +1);
  }
  move(id, key);
}

std::optional<HostId> Index::find(std::string_view container_instance_id) const {
  const auto found = by_id_.find(container_instance_id);
  return found == by_id_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<HostId> Index::find_ec2(std::string_view ec2_instance_id) const {
  const auto found = by_ec2_id_.find(ec2_instance_id);
  return found == by_ec2_id_.end() ? std::nullopt : std::optional{found->second};
}

void Index::name_ec2(HostId id, const std::string& ec2_instance_id) {
  std::string& name = facts_[at(id)].ec2_instance_id;
  if (const auto old = by_ec2_id_.find(name); old != by_ec2_id_.end() && old->second == id)
    by_ec2_id_.erase(old);
  name = ec2_instance_id;
  if (!name.empty()) by_ec2_id_.insert_or_assign(name, id);
}

// ---- tasks ------------------------------------------------------------------------------------------------

void Index::occupy(HostId id, std::span<const GroupTasks> tasks, const Demand& total) {
  CellKey key = this->key(id);
  key.left = key.left - total.resources;
  key.ports = ports_.with(key.ports, total.ports);
  unlink_groups(id);
  for (const GroupTasks& added : tasks) {
    if (added.tasks == 0) continue;
    const GroupId group = group_for(added.group);
    groups_[group].tasks += added.tasks;
    GroupShare* share = hosts_[at(id)].groups.find(group);
    (share ? *share : join(id, group)).tasks += added.tasks;
    count_by_value(group, key.attributes, added.tasks, +1);
  }
  move_unlinked(id, key);
  link_groups(id);
}

void Index::release(HostId id, std::string_view group, const Demand& demand) {
  const auto group_id = find_group(group);
  GroupShares& groups = hosts_[at(id)].groups;
  GroupShare* share = group_id ? groups.find(*group_id) : nullptr;
  if (!share) throw std::logic_error("no task of group " + std::string(group) + " on the host");
  CellKey key = this->key(id);
  key.left = key.left + demand.resources;
  key.ports = ports_.without(key.ports, demand.ports);
  unlink_groups(id);
  if (--share->tasks == 0) part(id, *share);
  count_by_value(*group_id, key.attributes, 1, -1);
  move_unlinked(id, key);
  link_groups(id);
  if (--groups_[*group_id].tasks == 0) drop_group(*group_id);
}

}  // namespace eni::placement
