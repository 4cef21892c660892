#include "sandbox/world/vpc_network.h"

#include <algorithm>
#include <utility>

#include "sandbox/world/allowed_sources.h"
#include "sandbox/world/network_settings.h"
#include "sandbox/world/trunk/source_check.h"

namespace eni::sandbox::world {
namespace {

using netlink::Batch;
using netlink::Index;
using netlink::kLoopback;

/// In a host's or a task's network. Low numbers may be taken: a kernel with tunnels gives each namespace its fallback interfaces.
constexpr Index kPrimary = 101;
constexpr Index kTrunk = 102;
/// Of a task's eth0 on a branch. Kernels before 6.13 look for it in the host's namespace, too, which asks for it.
constexpr Index kBranch = 103;
constexpr const char* kPrimaryName = "eth0";
constexpr const char* kTrunkName = "eth1";

/// What routers of VPCs have, too: all neighbours see this one in the place of each other.
constexpr vpc::Mac kRouterMac{0x02, 0xff, 0, 0, 0, 1};

std::string router_name(Index index) { return "if" + std::to_string(index); }

std::string branch_name(VlanId vlan_id) { return std::string(kTrunkName) + "." + std::to_string(vlan_id); }

/// Of what VPCs' traffic goes through: each segment passes a router with its filters, and the programs of two trunks.
void bring_up(Batch& batch, Index index, const std::string& name) {
  netlink::take_large_segments(batch, index, name);
  netlink::set_up(batch, index, name);
}

/// Of IPv6: who is there, and how it is reached, is known for good, so nobody is asked.
void add_default_route6(Batch& batch, Index index, const vpc::Cidr& subnet) {
  const vpc::Address gateway = gateway_of(subnet);
  netlink::add_neighbour(batch, index, gateway, kRouterMac);
  netlink::add_route(batch, {vpc::Cidr{gateway}, index, std::nullopt});
  netlink::add_route(batch, {vpc::everything(vpc::Family::kIpv6), index, gateway});
}

std::vector<vpc::Address> without(std::vector<vpc::Address> addresses,
                                  const std::vector<vpc::Address>& others) {
  std::erase_if(addresses,
                [&](const vpc::Address& one) { return std::ranges::find(others, one) != others.end(); });
  return addresses;
}

}  // namespace

Task<Result<std::unique_ptr<VpcNetwork>>> VpcNetwork::make(World& world, Tagging tagging) {
  std::unique_ptr<VpcNetwork> made{new VpcNetwork{world, tagging}};
  auto making = world.make_network(router_settings());
  ENI_CO_TRY(made->router_, co_await std::move(making));
  Batch batch;
  netlink::set_up(batch, kLoopback, "lo");
  ENI_CO_CHECK(made->router_.routes.send(batch));
  ENI_CO_CHECK(start_source_checks(made->router_));
  co_return std::move(made);
}

/// As far as the machine can.
Interface VpcNetwork::carried(Interface interface) {
  if (!has_ipv6()) interface.addresses6.clear();
  return interface;
}

Task<Result<void>> VpcNetwork::add_host(std::string host, Interface primary) {
  return add_wired(std::move(host), carried(std::move(primary)), host_settings());
}

Task<Result<void>> VpcNetwork::add_task(std::string task, Interface own) {
  Interface interface = carried(std::move(own));
  std::vector<std::string> settings = task_settings(!interface.addresses6.empty());
  return add_wired(std::move(task), std::move(interface), std::move(settings));
}

Task<Result<void>> VpcNetwork::add_wired(std::string name, Interface own, std::vector<std::string> settings) {
  auto making = world_.make_network(std::move(settings));
  Member member;
  member.interface = own;
  ENI_CO_TRY(member.network, co_await std::move(making));
  member.router_index = next_index();
  Batch wire;
  netlink::add_veth(wire, {router_name(member.router_index), member.router_index, kRouterMac, 0},
                    {kPrimaryName, kPrimary, own.mac, 0}, member.network.descriptor.get());
  netlink::answer_at_once(wire, member.router_index);
  bring_up(wire, member.router_index, router_name(member.router_index));
  ENI_CO_CHECK(router_.routes.send(wire));
  ENI_CO_CHECK(configure(member.network, own, kPrimary, kPrimaryName));
  remove(name);
  auto connected = lead_to(own, member.router_index);
  if (connected.has_value() && !own.checks_source) connected = apply_source_check(member, false);
  if (connected.has_error()) {
    forget(member);
    forget_gateways();
    co_return connected.error();
  }
  members_.emplace(std::move(name), std::move(member));
  co_return Result<void>{};
}

Result<void> VpcNetwork::add_trunk(const std::string& host, const vpc::Mac& mac) {
  const auto found = members_.find(host);
  if (found == members_.end()) return Error{"no host " + host, ""};
  Trunk trunk;
  trunk.router_index = next_index();
  if (tagging_ == Tagging::kPrograms) {
    ENI_TRY(trunk.programs, TagPrograms::load());
  }
  const std::string name = router_name(trunk.router_index);
  Batch wire;
  netlink::add_veth(wire, {name, trunk.router_index, kRouterMac, 0}, {kTrunkName, kTrunk, mac, 0},
                    found->second.network.descriptor.get());
  netlink::answer_at_once(wire, trunk.router_index);
  bring_up(wire, trunk.router_index, name);
  if (trunk.programs) {
    netlink::add_programs(wire, trunk.router_index, trunk.programs->network_incoming(),
                          trunk.programs->network_outgoing());
    // Each branch has a program that does.
    netlink::check_sources(wire, trunk.router_index, name, false);
  }
  ENI_CHECK(router_.routes.send(wire));
  if (trunk.programs) ENI_CHECK(check_sources_of(router_, trunk.router_index, false));
  Batch end;
  bring_up(end, kTrunk, kTrunkName);
  if (trunk.programs)
    netlink::add_programs(end, kTrunk, trunk.programs->host_incoming(), trunk.programs->host_outgoing());
  ENI_CHECK(found->second.network.routes.send(end));
  found->second.trunk = std::move(trunk);
  return {};
}

Task<Result<void>> VpcNetwork::add_branch(std::string task, std::string host, VlanId vlan_id,
                                          Interface branch) {
  branch = carried(std::move(branch));
  auto making = world_.make_network(task_settings(!branch.addresses6.empty()));
  Member member;
  member.interface = branch;
  ENI_CO_TRY(member.network, co_await std::move(making));
  const auto found = members_.find(host);
  if (found == members_.end() || !found->second.trunk) co_return Error{"no trunk on host " + host, ""};
  const Trunk& trunk = *found->second.trunk;
  member.branch = Branch{host, vlan_id, tagging_ == Tagging::kVlan ? next_index() : 0};
  ENI_CO_CHECK(find_conflict(task, member));
  remove(task);
  if (found->second.trunk->programs) ENI_CO_CHECK(found->second.trunk->programs->add(vlan_id, branch.mac));
  auto connected = connect(found->second, member);
  if (connected.has_value()) {
    const Index router_index =
        member.branch->router_index > 0 ? member.branch->router_index : trunk.router_index;
    connected = lead_to(branch, router_index);
  }
  if (connected.has_value() && member.branch->router_index > 0 && !branch.checks_source)
    connected = apply_source_check(member, false);
  if (connected.has_error()) {
    forget(member);
    forget_gateways();
    co_return connected.error();
  }
  members_.emplace(std::move(task), std::move(member));
  co_return Result<void>{};
}

/// What is another's already would be taken away from it.
Result<void> VpcNetwork::find_conflict(const std::string& task, const Member& member) const {
  for (const auto& [name, other] : members_) {
    if (name == task || !other.branch || other.branch->host != member.branch->host) continue;
    if (other.branch->vlan_id == member.branch->vlan_id || other.interface.mac == member.interface.mac)
      return Error{"VLAN id " + std::to_string(member.branch->vlan_id) + ", " +
                       vpc::to_text(member.interface.mac) + " on host " + member.branch->host +
                       ": one of them is taken by " + name,
                   ""};
  }
  return {};
}

/// A branch's own interfaces: at the task's end, and where the kernel does the tags, at the router's.
Result<void> VpcNetwork::connect(const Member& host, const Member& task) {
  const Branch& branch = *task.branch;
  const std::string name = branch_name(branch.vlan_id);
  Batch at_host;
  const netlink::Link link{name, kBranch, task.interface.mac, 0};
  if (tagging_ == Tagging::kVlan)
    netlink::add_vlan(at_host, link, kTrunk, branch.vlan_id, task.network.descriptor.get());
  else
    netlink::add_macvlan(at_host, link, kTrunk, task.network.descriptor.get());
  ENI_CHECK(host.network.routes.send(at_host));
  if (tagging_ == Tagging::kPrograms) ENI_CHECK(check_source(task));
  ENI_CHECK(configure(task.network, task.interface, kBranch, name));
  if (branch.router_index == 0) return {};
  const std::string end = router_name(branch.router_index);
  Batch at_router;
  netlink::add_vlan(at_router, {end, branch.router_index, kRouterMac, 0}, host.trunk->router_index,
                    branch.vlan_id, router_.descriptor.get());
  netlink::answer_at_once(at_router, branch.router_index);
  bring_up(at_router, branch.router_index, end);
  return router_.routes.send(at_router);
}

/// Before the interface is up.
Result<void> VpcNetwork::check_source(const Member& task) {
  const Interface& own = task.interface;
  ENI_TRY(const net::Descriptor check,
          load_source_check(own.mac, own.checks_source ? std::optional{own.addresses()} : std::nullopt));
  Batch at_task;
  netlink::add_programs(at_task, kBranch, netlink::kNoProgram, check.get());
  return task.network.routes.send(at_task);
}

/// Address, name and default route of eth0, and the loopback.
Result<void> VpcNetwork::configure(const Network& network, const Interface& interface, Index index,
                                   const std::string& present_name) {
  Batch batch;
  netlink::set_up(batch, kLoopback, "lo");
  // Older kernels look for the name in the namespace that asks, where the host's eth0 is: it is given here.
  if (present_name != kPrimaryName) netlink::rename(batch, index, kPrimaryName);
  const std::vector<vpc::Address> addresses = interface.addresses();
  for (const vpc::Address& address : addresses)
    netlink::add_address(batch, index, address, interface.subnet_of(address.family()).prefix);
  bring_up(batch, index, kPrimaryName);
  netlink::add_route(batch, {{}, index, gateway_of(vpc::Cidr{interface.subnet})});
  if (!interface.addresses6.empty()) add_default_route6(batch, index, interface.subnet6);
  return network.routes.send(batch);
}

/// The router knows the way to this one, and is its subnet's gateway.
Result<void> VpcNetwork::lead_to(const Interface& interface, Index router_index) {
  Batch batch;
  std::set<vpc::Address> new_gateways;
  for (const vpc::Address& address : interface.addresses()) {
    const vpc::Cidr gateway{gateway_of(interface.subnet_of(address.family()))};
    if (!gateways_.contains(gateway.first) && new_gateways.insert(gateway.first).second)
      netlink::add_address(batch, kLoopback, gateway.first, gateway.prefix);
    netlink::add_neighbour(batch, router_index, address, interface.mac);
    netlink::add_route(batch, {vpc::Cidr{address}, router_index, std::nullopt});
  }
  if (const auto sent = router_.routes.send(batch); sent.has_error()) {
    // Some of it may be done.
    Batch undoing;
    for (const vpc::Address& gateway : new_gateways)
      netlink::delete_address(undoing, kLoopback, gateway, vpc::Cidr{gateway}.prefix);
    (void)router_.routes.send(undoing);
    return sent.error();
  }
  gateways_.merge(new_gateways);
  take_sources(interface, router_index);
  return allow_sources(router_, router_index, interface.addresses());
}

/// Who had an address before sends as it no longer.
void VpcNetwork::take_sources(const Interface& interface, Index router_index) const {
  const std::vector<vpc::Address> taken = interface.addresses();
  for (const auto& [name, other] : members_) {
    const std::vector<vpc::Address> own = other.interface.addresses();
    if (const Index index = router_index_of(other); index > 0 && index != router_index)
      disallow_sources(router_, index, without(own, without(own, taken)));
  }
}

/// Of the interface that what it sends comes in by, be it its own or its trunk's. @return  0 if it has none any more
Index VpcNetwork::router_index_of(const Member& member) const {
  if (!member.branch) return member.router_index;
  if (member.branch->router_index > 0) return member.branch->router_index;
  const auto host = members_.find(member.branch->host);
  return host == members_.end() || !host->second.trunk ? 0 : host->second.trunk->router_index;
}

Result<void> VpcNetwork::set_source_check(const std::string& name, bool is_on) {
  const auto found = members_.find(name);
  if (found == members_.end() || found->second.interface.checks_source == is_on) return {};
  ENI_CHECK(apply_source_check(found->second, is_on));
  found->second.interface.checks_source = is_on;
  return {};
}

Result<void> VpcNetwork::set_addresses6(const std::string& name, const Interface& now) {
  const auto found = members_.find(name);
  if (found == members_.end() || found->second.branch) return {};
  Member& member = found->second;
  Interface next = member.interface;
  next.addresses6 = carried(now).addresses6;
  next.subnet6 = now.subnet6;
  const std::vector<vpc::Address> gone = without(member.interface.addresses(), next.addresses());
  const std::vector<vpc::Address> added = without(next.addresses(), member.interface.addresses());
  Batch own;
  Batch at_router;
  for (const vpc::Address& address : gone) {
    netlink::delete_address(own, kPrimary, address, member.interface.subnet6.prefix);
    netlink::delete_route(at_router, {vpc::Cidr{address}, member.router_index, std::nullopt});
    netlink::delete_neighbour(at_router, member.router_index, address);
  }
  for (const vpc::Address& address : added) netlink::add_address(own, kPrimary, address, next.subnet6.prefix);
  if (!added.empty()) add_default_route6(own, kPrimary, next.subnet6);
  disallow_sources(router_, member.router_index, gone);
  (void)router_.routes.send(at_router);  // A route may be another's by now, who has got the address.
  if (!own.empty()) ENI_CHECK(member.network.routes.send(own));
  member.interface = std::move(next);
  forget_gateways();
  return lead_to(member.interface, member.router_index);
}

/// Of one that is connected: by the router where it has an end of its own there, else by its program.
Result<void> VpcNetwork::apply_source_check(const Member& member, bool is_on) const {
  const Index router_index = member.branch ? member.branch->router_index : member.router_index;
  Batch batch;
  if (router_index > 0) {
    netlink::check_sources(batch, router_index, router_name(router_index), is_on);
    ENI_CHECK(router_.routes.send(batch));
    return check_sources_of(router_, router_index, is_on);
  }
  if (tagging_ != Tagging::kPrograms) return {};
  ENI_TRY(const net::Descriptor check,
          load_source_check(member.interface.mac,
                            is_on ? std::optional{member.interface.addresses()} : std::nullopt));
  netlink::replace_egress_program(batch, kBranch, check.get());
  return member.network.routes.send(batch);
}

void VpcNetwork::remove(const std::string& name) {
  const auto found = members_.find(name);
  if (found == members_.end()) return;
  const Member member = std::move(found->second);
  members_.erase(found);
  // Its branches' interfaces, routes and neighbours go with the trunk's.
  std::erase_if(members_, [&](const auto& entry) {
    const Member& other = entry.second;
    if (!other.branch || other.branch->host != name) return false;
    if (member.trunk && other.branch->router_index == 0)
      disallow_sources(router_, member.trunk->router_index, other.interface.addresses());
    forget_sources(other);
    return true;
  });
  forget(member);
  forget_gateways();
}

/// In a larger subnet that is made in the place of a deleted one, its gateway's address may be a task's.
void VpcNetwork::forget_gateways() {
  std::set<vpc::Address> used;
  for (const auto& [name, member] : members_)
    for (const vpc::Address& address : member.interface.addresses())
      used.insert(gateway_of(member.interface.subnet_of(address.family())));
  Batch batch;
  const auto gone = std::erase_if(gateways_, [&](const vpc::Address& gateway) {
    if (used.contains(gateway)) return false;
    netlink::delete_address(batch, kLoopback, gateway, vpc::Cidr{gateway}.prefix);
    return true;
  });
  if (gone > 0) (void)router_.routes.send(batch);
}

/// Of a branch: another on its trunk may have got one meanwhile, or have had it before.
std::vector<vpc::Address> VpcNetwork::addresses_without_others(const Member& member) const {
  std::vector<vpc::Address> addresses = member.interface.addresses();
  for (const auto& [name, other] : members_)
    if (other.branch && other.branch->host == member.branch->host)
      addresses = without(std::move(addresses), other.interface.addresses());
  return addresses;
}

/// Of interfaces that are this one's alone. Routes and neighbours go with them, what the router's sets say does not.
void VpcNetwork::forget_sources(const Member& member) const {
  if (const Index own = member.branch ? member.branch->router_index : member.router_index; own > 0) {
    disallow_sources(router_, own, member.interface.addresses());
    if (!member.interface.checks_source) (void)check_sources_of(router_, own, true);
  }
  if (member.trunk && member.trunk->programs)
    (void)check_sources_of(router_, member.trunk->router_index, true);
}

/// Explicitly, where the kernel tags: a network that nobody has any more is freed by it some time later, and until then a VLAN id of its
/// is taken. Each call takes it some 30 ms, for which all else here stands still; so where programs tag, which let nothing pass any
/// more once their entry has gone, the interface is left to go with its network.
void VpcNetwork::forget(const Member& member) {
  Batch at_router;
  if (member.branch) {
    const auto host = members_.find(member.branch->host);
    Trunk* trunk = host == members_.end() || !host->second.trunk ? nullptr : &*host->second.trunk;
    if (trunk && trunk->programs) {
      trunk->programs->remove(member.branch->vlan_id, member.interface.mac);
    } else {
      Batch own;
      netlink::delete_link(own, kBranch, kPrimaryName);
      (void)member.network.routes.send(own);
    }
    if (trunk && member.branch->router_index == 0) {
      const std::vector<vpc::Address> gone = addresses_without_others(member);
      for (const vpc::Address& address : gone) {
        netlink::delete_route(at_router, {vpc::Cidr{address}, trunk->router_index, std::nullopt});
        netlink::delete_neighbour(at_router, trunk->router_index, address);
      }
      disallow_sources(router_, trunk->router_index, gone);
    }
    if (member.branch->router_index > 0)
      netlink::delete_link(at_router, member.branch->router_index, router_name(member.branch->router_index));
  }
  forget_sources(member);
  if (member.router_index > 0)
    netlink::delete_link(at_router, member.router_index, router_name(member.router_index));
  if (member.trunk)
    netlink::delete_link(at_router, member.trunk->router_index, router_name(member.trunk->router_index));
  (void)router_.routes.send(at_router);
}

const Network* VpcNetwork::find(const std::string& name) const {
  const auto found = members_.find(name);
  return found == members_.end() ? nullptr : &found->second.network;
}

}  // namespace eni::sandbox::world
