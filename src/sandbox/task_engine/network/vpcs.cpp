#include "sandbox/task_engine/network/vpcs.h"

namespace eni::sandbox::task_engine {

namespace {

Error missing(const std::string& what) { return {"EC2 has no " + what, ""}; }

const InterfaceRecord* trunk_among(const std::vector<InterfaceRecord>& interfaces, const std::string& id) {
  for (const InterfaceRecord& one : interfaces)
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace

Task<Result<Vpcs::Vpc*>> Vpcs::vpc_of(std::string id) {
  auto taking = turns_.take("vpc " + id);
  const auto turn = co_await std::move(taking);
  const auto found = vpcs_.find(id);
  if (found != vpcs_.end()) co_return &found->second;
  auto making = world::VpcNetwork::make(world_, tagging_);
  ENI_CO_TRY(auto network, co_await std::move(making));
  auto groups = world::SecurityGroups::make(network->router());
  if (groups.has_error()) co_return groups.error();
  Vpc& vpc = vpcs_[id];
  vpc.network = std::move(network);
  vpc.groups = *std::move(groups);
  co_return &vpc;
}

Task<Result<Vpcs::Vpc*>> Vpcs::add_host(std::string instance) {
  auto taking = turns_.take("host " + instance);
  const auto turn = co_await std::move(taking);
  const auto interfaces = interfaces_of_instance(store_, instance);
  if (interfaces.empty()) co_return missing("interface of " + instance);
  const InterfaceRecord& primary = interfaces.front();
  auto finding = vpc_of(primary.vpc);
  ENI_CO_TRY(Vpc * vpc, co_await std::move(finding));
  if (!members_.contains(instance)) {
    auto adding = vpc->network->add_host(instance, primary.wire);
    ENI_CO_CHECK(co_await std::move(adding));
    members_[instance] = {primary.vpc, primary, false};
    ENI_CO_CHECK(assign_groups(*vpc, primary));
  }
  co_return vpc;
}

Result<void> Vpcs::assign_groups(Vpc& vpc, const InterfaceRecord& interface) {
  for (const std::string& id : interface.groups) {
    if (vpc.known_groups.contains(id)) continue;
    const auto group = find_security_group(store_, id);
    if (!group) return missing("security group " + id);
    ENI_CHECK(vpc.groups->put(*group));
    vpc.known_groups.insert(id);
  }
  return vpc.groups->assign(interface.wire.address, interface.groups);
}

Task<Result<ConnectedTask>> Vpcs::connect(std::string task, std::string instance, std::string interface) {
  auto adding_host = add_host(instance);
  ENI_CO_TRY(Vpc * vpc, co_await std::move(adding_host));
  const auto own = find_interface(store_, interface);
  if (!own) co_return missing("network interface " + interface);
  if (own->trunk.empty()) {
    auto adding = vpc->network->add_task(task, own->wire);
    ENI_CO_CHECK(co_await std::move(adding));
  } else {
    Member& host = members_.at(instance);
    if (!host.has_trunk) {
      const auto interfaces = interfaces_of_instance(store_, instance);
      const InterfaceRecord* trunk = trunk_among(interfaces, own->trunk);
      if (trunk == nullptr) co_return missing("trunk interface " + own->trunk + " on " + instance);
      ENI_CO_CHECK(vpc->network->add_trunk(instance, trunk->wire.mac));
      host.has_trunk = true;
    }
    auto adding = vpc->network->add_branch(task, instance, own->vlan_id, own->wire);
    ENI_CO_CHECK(co_await std::move(adding));
  }
  members_[task] = {own->vpc, *own, false};
  const auto assigned = assign_groups(*vpc, *own);
  if (assigned.has_error()) {
    disconnect(task);
    co_return assigned.error();
  }
  co_return ConnectedTask{vpc->network->find(task), *own};
}

Task<Result<ConnectedTask>> Vpcs::connect_to_host(std::string instance) {
  auto adding = add_host(instance);
  ENI_CO_TRY(Vpc * vpc, co_await std::move(adding));
  co_return ConnectedTask{vpc->network->find(instance), members_.at(instance).interface};
}

void Vpcs::forget(const std::string& name) {
  const auto member = members_.find(name);
  if (member == members_.end()) return;
  Vpc& vpc = vpcs_.at(member->second.vpc);
  // The interface goes anyway, and with it all that its address is good for.
  static_cast<void>(vpc.groups->unassign(member->second.interface.wire.address));
  vpc.network->remove(name);
  members_.erase(member);
}

void Vpcs::disconnect(const std::string& task) { forget(task); }

void Vpcs::remove_host(const std::string& instance) { forget(instance); }

void Vpcs::group_changed(const std::string& id) {
  for (auto& [name, vpc] : vpcs_) {
    if (!vpc.known_groups.contains(id)) continue;
    if (const auto group = find_security_group(store_, id)) static_cast<void>(vpc.groups->put(*group));
  }
}

void Vpcs::interface_changed(const std::string& id) {
  for (auto& [name, member] : members_) {
    if (member.interface.id != id) continue;
    const auto now = find_interface(store_, id);
    if (!now) return;
    member.interface.groups = now->groups;
    static_cast<void>(assign_groups(vpcs_.at(member.vpc), member.interface));
  }
}

const world::Network* Vpcs::find_network(const std::string& name) const {
  const auto member = members_.find(name);
  return member == members_.end() ? nullptr : vpcs_.at(member->second.vpc).network->find(name);
}

const world::Network* Vpcs::find_router(const std::string& name) const {
  const auto member = members_.find(name);
  return member == members_.end() ? nullptr : &vpcs_.at(member->second.vpc).network->router();
}

}  // namespace eni::sandbox::task_engine
