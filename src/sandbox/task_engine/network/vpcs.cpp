#include "sandbox/task_engine/network/vpcs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/task_engine/network/world_sockets.h"

namespace eni::sandbox::task_engine {

namespace {

constexpr int kBacklog = 1024;

/// The port comes with the connection: one serves many, to others each. @return  whether the system let it
bool bind_to(int socket, const vpc::Address& address) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const std::string name = socket_name(address, 0);
  return ::bind(socket, reinterpret_cast<const sockaddr*>(name.data()),
                static_cast<socklen_t>(name.size())) == 0;
}

Error missing(const std::string& what) { return {"EC2 has no " + what, ""}; }

const InterfaceRecord* trunk_among(const std::vector<InterfaceRecord>& interfaces, const std::string& id) {
  for (const InterfaceRecord& one : interfaces)
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace

Task<Result<Vpcs::SharedVpc>> Vpcs::vpc_of(std::string id) {
  auto taking = locks_.acquire("vpc " + id);
  const auto lock = co_await std::move(taking);
  if (!block_of_vpc(store_, id)) co_return missing("VPC " + id);
  if (const auto found = vpcs_.find(id); found != vpcs_.end()) co_return found->second;
  auto making = world::VpcNetwork::make(world_, tagging_);
  ENI_CO_TRY(auto network, co_await std::move(making));
  auto groups = world::SecurityGroups::make(network->router());
  if (groups.has_error()) co_return groups.error();
  auto routing = VpcRouting::make(parts_, id, network->router());
  ENI_CO_TRY(auto made, co_await std::move(routing));
  const auto vpc = std::make_shared<Vpc>();
  vpc->network = std::move(network);
  vpc->groups = *std::move(groups);
  vpc->routing = std::move(made);
  vpcs_[id] = vpc;
  co_return vpc;
}

Task<Result<Vpcs::SharedVpc>> Vpcs::add_host(std::string instance) {
  auto taking = locks_.acquire("host " + instance);
  const auto lock = co_await std::move(taking);
  const auto interfaces = interfaces_of_instance(store_, instance);
  if (interfaces.empty()) co_return missing("interface of " + instance);
  const InterfaceRecord& primary = interfaces.front();
  auto finding = vpc_of(primary.vpc);
  ENI_CO_TRY(const SharedVpc vpc, co_await std::move(finding));
  if (!members_.contains(instance)) {
    ENI_CO_CHECK(leave_own(*vpc, primary.wire.address));
    auto adding = vpc->network->add_host(instance, primary.wire);
    ENI_CO_CHECK(co_await std::move(adding));
    members_[instance] = {primary.vpc, primary, true, false};
    if (interfaces_of_instance(store_, instance).empty()) {  // It has been terminated meanwhile.
      forget(instance);
      co_return missing("interface of " + instance);
    }
    if (const auto assigned = assign_groups(*vpc, primary); assigned.has_error()) {
      forget(instance);
      co_return assigned.error();
    }
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
  ENI_CHECK(vpc.routing->assign(interface));
  for (const vpc::Address& address : interface.wire.addresses())
    ENI_CHECK(vpc.groups->assign(address, interface.groups));
  return {};
}

Task<Result<ConnectedTask>> Vpcs::connect(std::string task, std::string instance, std::string interface) {
  auto adding_host = add_host(instance);
  ENI_CO_TRY(const SharedVpc vpc, co_await std::move(adding_host));
  const auto own = find_interface(store_, interface);
  if (!own) co_return missing("network interface " + interface);
  ENI_CO_CHECK(leave_own(*vpc, own->wire.address));
  if (own->trunk.empty()) {
    auto adding = vpc->network->add_task(task, own->wire);
    ENI_CO_CHECK(co_await std::move(adding));
  } else {
    const auto found = members_.find(instance);
    if (found == members_.end()) co_return missing("network of the host " + instance);
    Member& host = found->second;
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
  members_[task] = {own->vpc, *own, false, false};
  const auto assigned = assign_groups(*vpc, *own);
  if (assigned.has_error()) {
    disconnect(task);
    co_return assigned.error();
  }
  const world::Network* network = vpc->network->find(task);
  if (network == nullptr) co_return missing("network of the task " + task);
  co_return ConnectedTask{network, *own};
}

Task<Result<ConnectedTask>> Vpcs::connect_to_host(std::string instance) {
  auto adding = add_host(instance);
  ENI_CO_TRY(const SharedVpc vpc, co_await std::move(adding));
  const world::Network* network = vpc->network->find(instance);
  const auto member = members_.find(instance);
  if (network == nullptr || member == members_.end()) co_return missing("network of the host " + instance);
  co_return ConnectedTask{network, member->second.interface};
}

void Vpcs::forget(const std::string& name) {
  const auto member = members_.find(name);
  if (member == members_.end()) return;
  Vpc& vpc = *vpcs_.at(member->second.vpc);
  // The interface goes anyway, and with it all that its addresses are good for.
  for (const vpc::Address& address : member->second.interface.wire.addresses())
    if (!is_anothers(name, address)) unassign(vpc, address);
  vpc.network->remove(name);
  members_.erase(member);
}

bool Vpcs::has_members(const std::string& vpc) const {
  return std::any_of(members_.begin(), members_.end(),
                     [&](const auto& member) { return member.second.vpc == vpc && !member.second.is_own; });
}

void Vpcs::drop_deleted() {
  std::erase_if(vpcs_, [&](const auto& entry) {
    const auto& [id, vpc] = entry;
    if (vpc.use_count() > 1 || has_members(id) || block_of_vpc(store_, id)) return false;
    std::erase_if(members_, [&](const auto& member) { return member.second.vpc == id; });
    return true;
  });
}

/// Another interface may have got the address meanwhile.
bool Vpcs::is_anothers(const std::string& name, const vpc::Address& address) const {
  const std::string& id = members_.at(name).vpc;
  return std::ranges::any_of(members_, [&](const auto& other) {
    const auto addresses = other.second.interface.wire.addresses();
    return other.first != name && other.second.vpc == id &&
           std::ranges::find(addresses, address) != addresses.end();
  });
}

void Vpcs::unassign(Vpc& vpc, const vpc::Address& address) {
  static_cast<void>(vpc.groups->unassign(address));
  vpc.routing->unassign(address);
}

void Vpcs::disconnect(const std::string& task) { forget(task); }

void Vpcs::remove_host(const std::string& instance) {
  forget(instance);
  drop_deleted();
}

void Vpcs::group_changed(const std::string& id) {
  for (auto& [name, vpc] : vpcs_) {
    if (!vpc->known_groups.contains(id)) continue;
    const auto group = find_security_group(store_, id);
    if (!group)
      static_cast<void>(vpc->groups->remove(id));  // Refused as long as other groups' rules name it.
    if (!group || vpc->groups->put(*group).has_error())
      vpc->known_groups.erase(id);  // The next one to have it asks again.
  }
}

void Vpcs::interface_changed(const std::string& id) {
  for (auto& [name, member] : members_) {
    if (member.interface.id != id) continue;
    const auto now = find_interface(store_, id);
    if (!now) continue;
    member.interface.groups = now->groups;
    if (member.is_own && !member.has_groups) continue;
    member.interface.has_public_address = now->has_public_address;
    Vpc& vpc = *vpcs_.at(member.vpc);
    static_cast<void>(vpc.network->set_source_check(name, now->wire.checks_source));
    if (member.is_host) change_addresses6(vpc, name, now->wire);
    static_cast<void>(assign_groups(vpc, member.interface));
  }
}

/// What it has no more is good for nothing.
void Vpcs::change_addresses6(Vpc& vpc, const std::string& host, const world::Interface& now) {
  world::Interface& wire = members_.at(host).interface.wire;
  if (wire.addresses6 == now.addresses6) return;
  static_cast<void>(vpc.network->set_addresses6(host, now));
  for (const vpc::Ipv6& address : wire.addresses6) {
    const bool is_gone = std::ranges::find(now.addresses6, address) == now.addresses6.end();
    if (is_gone && !is_anothers(host, address)) unassign(vpc, address);
  }
  wire.addresses6 = now.addresses6;
  wire.subnet6 = now.subnet6;
}

void Vpcs::routing_changed() {
  drop_deleted();
  for (auto& [name, vpc] : vpcs_) vpc->routing->refresh();
}

Task<Result<net::Descriptor>> Vpcs::listen(std::string id, std::string address, std::uint16_t port) {
  const auto parsed = vpc::parse_ipv4(address);
  if (!parsed) co_return Error{"'" + address + "' is no IPv4 address", ""};
  auto finding = vpc_of(std::move(id));
  ENI_CO_TRY(const SharedVpc vpc, co_await std::move(finding));
  ENI_CO_CHECK(add_own(*vpc, *parsed));
  const int router = vpc->network->router().descriptor.get();
  auto opening = open_socket(world_, {router, *parsed, port}, SOCK_STREAM, kBacklog);
  co_return co_await std::move(opening);
}

Result<void> Vpcs::add_own(Vpc& vpc, vpc::Ipv4 address) {
  if (vpc.own_addresses.contains(address)) return {};
  world::netlink::Batch batch;
  world::netlink::add_address(batch, world::netlink::kLoopback, address, 32);
  ENI_CHECK(vpc.network->router().routes.send(batch));
  vpc.own_addresses.insert(address);
  return {};
}

/// Whoever had it is gone: it is a host's or a task's now.
Result<void> Vpcs::leave_own(Vpc& vpc, vpc::Ipv4 address) {
  if (vpc.own_addresses.erase(address) == 0) return {};
  std::erase_if(members_, [&](const auto& member) {
    return member.second.is_own && member.second.interface.wire.address == address;
  });
  ENI_CHECK(vpc.groups->leave_own(address));
  world::netlink::Batch batch;
  world::netlink::delete_address(batch, world::netlink::kLoopback, address, 32);
  return vpc.network->router().routes.send(batch);
}

Task<Result<void>> Vpcs::own(std::string id, OwnAddress own) {
  const auto address = vpc::parse_ipv4(own.address);
  if (!address) co_return Error{"'" + own.address + "' is no IPv4 address", ""};
  auto finding = vpc_of(id);
  ENI_CO_TRY(const SharedVpc vpc, co_await std::move(finding));
  auto interface = find_interface_at(store_, id, own.address);
  if (!interface) co_return missing("interface with the address " + own.address);
  interface->wire.addresses6.clear();  // The router has none of those: load balancers listen by IPv4.
  if (members_.contains(interface->id)) co_return Result<void>{};
  // Another load balancer may have had the address, and groups.
  std::erase_if(members_, [&](const auto& member) {
    return member.second.is_own && member.second.vpc == id &&
           member.second.interface.wire.address == *address;
  });
  ENI_CO_CHECK(vpc->groups->unassign(*address));
  ENI_CO_CHECK(add_own(*vpc, *address));
  ENI_CO_CHECK(vpc->groups->guard_own(*address));
  if (own.has_groups) {
    ENI_CO_CHECK(assign_groups(*vpc, *interface));
  }
  members_[interface->id] = {id, *interface, false, false, true, own.has_groups};
  co_return Result<void>{};
}

Task<Result<net::Descriptor>> Vpcs::connect_to(std::string id, std::string address, std::uint16_t port,
                                               std::string from) {
  const auto parsed = vpc::Address::parse(address);
  if (!parsed) co_return Error{"'" + address + "' is no IP address", ""};
  auto finding = vpc_of(std::move(id));
  ENI_CO_TRY(const SharedVpc vpc, co_await std::move(finding));
  world::SocketOptions options{socket_family(*parsed), SOCK_STREAM, 0, "", 0};
  auto making = world_.make_socket(vpc->network->router().descriptor.get(), std::move(options));
  ENI_CO_TRY(net::Descriptor socket, co_await std::move(making));
  const auto own = vpc::Address::parse(from);
  if (own && own->family() == parsed->family() && !bind_to(socket.get(), *own))
    co_return Error{from + ": " + std::strerror(errno), ""};
  const std::string name = socket_name(*parsed, port);
  const auto* raw = reinterpret_cast<const sockaddr*>(name.data());
  if (::connect(socket.get(), raw, static_cast<socklen_t>(name.size())) != 0 && errno != EINPROGRESS)
    co_return Error{address + ": " + std::strerror(errno), ""};
  co_return std::move(socket);
}

std::vector<std::string> Vpcs::hosts() const {
  std::vector<std::string> out;
  for (const auto& [name, member] : members_)
    if (member.is_host) out.push_back(name);
  return out;
}

const world::Network* Vpcs::find_network(const std::string& name) const {
  const auto member = members_.find(name);
  return member == members_.end() ? nullptr : vpcs_.at(member->second.vpc)->network->find(name);
}

}  // namespace eni::sandbox::task_engine
