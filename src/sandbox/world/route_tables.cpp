#include "sandbox/world/route_tables.h"

#include <algorithm>
#include <netinet/in.h>

#include "sandbox/isolation/egress_route.h"
#include "sandbox/world/internet_access.h"

namespace eni::sandbox::world {
namespace {

using netlink::FilterChanges;
using netlink::FilterRule;
using netlink::Hook;
using Address = FilterRule::Address;

/// Before security groups, whose chain lets answers through.
constexpr std::int32_t kBeforeGroups = -10;

constexpr const char* kRouting = "routing";
constexpr const char* kOutput = "output to the outside";
constexpr const char* kOutside = "to the outside";
constexpr const char* kNever = "no public addresses";
constexpr const char* kVpcBlocks = "blocks of VPCs";
constexpr const char* kRoutes = "route tables";  ///< addresses of interfaces, with the chain of their table

/// What the router and the interface's other end ask each other: solicitations and advertisements of neighbours. Source: RFC 4861.
constexpr std::uint8_t kNeighbourDiscovery[] = {135, 136};

/// Nobody's on the internet, beside those that isolation refuses: source and own addresses, loopbacks, the addresses that the sandbox gives as
/// public ones (RFC 2544), multicast groups, what is reserved, and broadcasts. Of IPv6 also the addresses that carry one of IPv4, by which
/// all those could be meant (mapped and NAT64 in ::/8, 6to4), and those that VPCs of the sandbox have (RFC 3849).
constexpr const char* kNoDestinations[] = {"0.0.0.0/8", "127.0.0.0/8",   "198.18.0.0/15", "224.0.0.0/3",
                                           "::/8",      "2001:db8::/32", "2002::/16",     "ff00::/8"};

std::string table_chain(const std::string& table, bool has_public_address) {
  return table + (has_public_address ? " with a public address" : " without a public address");
}

/// The longest prefixes first.
std::vector<Route> sorted(std::vector<Route> routes) {
  std::stable_sort(routes.begin(), routes.end(), [](const Route& one, const Route& other) {
    return one.destination.prefix > other.destination.prefix;
  });
  return routes;
}

bool is_passable(RouteTarget target, bool has_public_address) {
  return target == RouteTarget::kNatGateway ||
         (target == RouteTarget::kInternetGateway && has_public_address);
}

void add_drops(FilterChanges& changes, const char* chain, const std::vector<vpc::Cidr>& blocks) {
  for (const vpc::Cidr& block : blocks)
    changes.add_rule(chain, FilterRule{}.is_in(Address::kDestination, block).verdict(netlink::drop_packet()));
}

std::vector<vpc::Cidr> refused_blocks() {
  std::vector<vpc::Cidr> blocks;
  for (const char* text : kNoDestinations) blocks.push_back(*vpc::Cidr::parse(text));
  blocks.push_back(*vpc::Cidr::parse(kOutsideBlock6));
  for (const std::string& text : isolation::refused_networks()) blocks.push_back(*vpc::Cidr::parse(text));
  return blocks;
}

}  // namespace

Result<RouteTables> RouteTables::make(const Network& router) {
  FilterChanges changes;
  changes.add_table().add_early_chain(kRouting, Hook::kForward, kBeforeGroups);
  changes.add_early_chain(kOutput, Hook::kOutput, kBeforeGroups);
  for (const char* chain : {kOutside, kNever, kVpcBlocks}) changes.add_chain(chain);
  changes.add_verdict_map(kRoutes);
  for (const std::uint8_t type : kNeighbourDiscovery)
    changes.add_rule(kOutput, FilterRule{}
                                  .is_of(vpc::Family::kIpv6)
                                  .has_protocol(IPPROTO_ICMPV6)
                                  .has_icmp_type(type)
                                  .verdict(netlink::accept_packet()));
  changes.add_rule(kOutput, FilterRule{}.goes_out_by(kInternetInterface).verdict(netlink::drop_packet()));
  // Nothing begins outside.
  changes.add_rule(
      kRouting, FilterRule{}.comes_in_by(kInternetInterface).is_answer().verdict(netlink::accept_packet()));
  changes.add_rule(kRouting, FilterRule{}.comes_in_by(kInternetInterface).verdict(netlink::drop_packet()));
  changes.add_rule(kRouting,
                   FilterRule{}.goes_out_by(kInternetInterface).verdict(netlink::jump_to(kOutside)));
  changes.add_rule(kOutside, FilterRule{}.verdict(netlink::jump_to(kNever)));
  changes.add_rule(kOutside, FilterRule{}.verdict(netlink::jump_to(kVpcBlocks)));
  for (const vpc::Family family : {vpc::Family::kIpv4, vpc::Family::kIpv6})
    changes.add_rule(kOutside, FilterRule{}.verdict_of(Address::kSource, family, kRoutes));
  changes.add_rule(kOutside, FilterRule{}.verdict(netlink::drop_packet()));
  add_drops(changes, kNever, refused_blocks());
  ENI_CHECK(router.filters.send(changes.finish()));
  return RouteTables{router};
}

Result<void> RouteTables::close_off(const std::vector<vpc::Cidr>& blocks) {
  if (blocks == closed_) return {};
  FilterChanges changes;
  changes.flush_chain(kVpcBlocks);
  add_drops(changes, kVpcBlocks, blocks);
  ENI_CHECK(router_->filters.send(changes.finish()));
  closed_ = blocks;
  return {};
}

Result<void> RouteTables::put(const RouteTable& table) {
  const std::vector<Route> routes = sorted(table.routes);
  const auto found = tables_.find(table.id);
  if (found != tables_.end() && found->second == routes) return {};
  FilterChanges changes;
  for (const bool has_public_address : {false, true}) {
    const std::string chain = table_chain(table.id, has_public_address);
    changes.add_chain(chain).flush_chain(chain);
    for (const Route& route : routes) {
      const bool passes = is_passable(route.target, has_public_address);
      changes.add_rule(chain, FilterRule{}
                                  .is_in(Address::kDestination, route.destination)
                                  .verdict(passes ? netlink::accept_packet() : netlink::drop_packet()));
    }
    changes.add_rule(chain, FilterRule{}.verdict(netlink::drop_packet()));
  }
  ENI_CHECK(router_->filters.send(changes.finish()));
  tables_[table.id] = routes;
  return {};
}

Result<void> RouteTables::assign(const vpc::Address& address, const InterfaceRouting& routing) {
  const auto found = assigned_.find(address);
  if (found != assigned_.end() && found->second == routing) return {};
  ENI_CHECK(unassign(address));
  FilterChanges changes;
  changes.add_element(kRoutes, address,
                      netlink::jump_to(table_chain(routing.table, routing.has_public_address)));
  ENI_CHECK(router_->filters.send(changes.finish()));
  assigned_[address] = routing;
  return {};
}

Result<void> RouteTables::unassign(const vpc::Address& address) {
  if (!assigned_.contains(address)) return {};
  FilterChanges changes;
  changes.delete_element(kRoutes, address);
  ENI_CHECK(router_->filters.send(changes.finish()));
  assigned_.erase(address);
  return {};
}

}  // namespace eni::sandbox::world
