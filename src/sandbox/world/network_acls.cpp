#include "sandbox/world/network_acls.h"

#include <netinet/in.h>

namespace eni::sandbox::world {
namespace {

using netlink::FilterChanges;
using netlink::FilterRule;
using netlink::Hook;
using Address = FilterRule::Address;

/// Before route_tables.h, and before security groups, whose chain lets answers through.
constexpr std::int32_t kFirst = -20;
constexpr const char* kSubnets = "subnets";

std::string acl_chain(const std::string& acl, bool is_egress) {
  return acl + (is_egress ? " outbound" : " inbound");
}

FilterRule acl_rule(const AclRule& rule, bool is_egress) {
  FilterRule out;
  const bool has_ports = rule.protocol == IPPROTO_TCP || rule.protocol == IPPROTO_UDP;
  if (rule.protocol >= 0) out.has_protocol(static_cast<std::uint8_t>(rule.protocol));
  if (has_ports && rule.from_port >= 0)
    out.has_destination_port(static_cast<std::uint16_t>(rule.from_port),
                             static_cast<std::uint16_t>(rule.to_port));
  const bool has_types = rule.protocol == IPPROTO_ICMP || rule.protocol == IPPROTO_ICMPV6;
  if (has_types && rule.from_port >= 0) {
    out.has_icmp_type(static_cast<std::uint8_t>(rule.from_port));
    if (rule.to_port >= 0) out.has_icmp_code(static_cast<std::uint8_t>(rule.to_port));
  }
  out.is_in(is_egress ? Address::kDestination : Address::kSource, rule.peer);
  // What one subnet lets out must still be let into another.
  return out.verdict(rule.allows ? netlink::return_from_chain() : netlink::drop_packet());
}

}  // namespace

Result<NetworkAcls> NetworkAcls::make(const Network& router) {
  FilterChanges changes;
  changes.add_table().add_early_chain(kSubnets, Hook::kForward, kFirst);
  ENI_CHECK(router.filters.send(changes.finish()));
  return NetworkAcls{router};
}

Result<void> NetworkAcls::put(const NetworkAcl& acl) {
  const auto found = acls_.find(acl.id);
  if (found != acls_.end() && found->second == acl) return {};
  FilterChanges changes;
  for (const bool is_egress : {true, false}) {
    const std::string chain = acl_chain(acl.id, is_egress);
    changes.add_chain(chain).flush_chain(chain);
    for (const AclRule& rule : is_egress ? acl.egress : acl.ingress)
      changes.add_rule(chain, acl_rule(rule, is_egress));
    changes.add_rule(chain, FilterRule{}.verdict(netlink::drop_packet()));
  }
  ENI_CHECK(router_->filters.send(changes.finish()));
  acls_[acl.id] = acl;
  return {};
}

Result<void> NetworkAcls::assign(const vpc::Cidr& subnet, const std::string& acl) {
  const auto found = subnets_.find(subnet.text());
  if (found != subnets_.end() && found->second.second == acl) return {};
  auto subnets = subnets_;
  subnets.insert_or_assign(subnet.text(), std::pair{subnet, acl});
  return replace(std::move(subnets));
}

Result<void> NetworkAcls::unassign(const vpc::Cidr& subnet) {
  auto subnets = subnets_;
  if (subnets.erase(subnet.text()) == 0) return {};
  return replace(std::move(subnets));
}

/// All rules anew: a packet from one subnet to another passes both ACLs, and one within a subnet ends before.
Result<void> NetworkAcls::replace(Subnets subnets) {
  FilterChanges changes;
  changes.flush_chain(kSubnets);
  for (const auto& [text, entry] : subnets)
    changes.add_rule(kSubnets, FilterRule{}
                                   .is_in(Address::kSource, entry.first)
                                   .is_in(Address::kDestination, entry.first)
                                   .verdict(netlink::accept_packet()));
  for (const bool is_egress : {true, false}) {
    for (const auto& [text, entry] : subnets)
      changes.add_rule(kSubnets, FilterRule{}
                                     .is_in(is_egress ? Address::kSource : Address::kDestination, entry.first)
                                     .verdict(netlink::jump_to(acl_chain(entry.second, is_egress))));
  }
  ENI_CHECK(router_->filters.send(changes.finish()));
  subnets_ = std::move(subnets);
  return {};
}

}  // namespace eni::sandbox::world
