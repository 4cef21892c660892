#include "sandbox/world/security_groups.h"

#include <algorithm>
#include <netinet/in.h>

namespace eni::sandbox::world {
namespace {

using netlink::FilterChanges;
using netlink::FilterRule;
using Address = FilterRule::Address;

constexpr const char* kForward = "forward";
constexpr const char* kFromTo = "from to";  ///< what both ends' groups say of a packet
constexpr const char* kOwn = "own";         ///< addresses of the router that stand for interfaces
constexpr const char* kSenders =
    "senders";  ///< addresses of interfaces, with the chain of what they may send
constexpr const char* kReceivers = "receivers";  ///< the same of what they may receive

constexpr vpc::Family kFamilies[] = {vpc::Family::kIpv4, vpc::Family::kIpv6};

enum class Direction { kEgress, kIngress };

const char* suffix(Direction direction) { return direction == Direction::kEgress ? " egress" : " ingress"; }

std::string chain_of(const std::string& group, Direction direction) { return group + suffix(direction); }

std::string chain_of(const vpc::Address& address, Direction direction) {
  return address.text() + suffix(direction);
}

bool has_ports(int protocol) { return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP; }

bool has_types(int protocol) { return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6; }

/// A group's members have addresses of both.
std::vector<vpc::Family> families_of(const Permission& permission) {
  const auto* block = std::get_if<vpc::Cidr>(&permission.peer);
  if (block) return {block->family()};
  return {std::begin(kFamilies), std::end(kFamilies)};
}

FilterRule rule_of(const Permission& permission, vpc::Family family, Direction direction) {
  FilterRule rule;
  if (permission.protocol >= 0) rule.has_protocol(static_cast<std::uint8_t>(permission.protocol));
  if (has_ports(permission.protocol) && permission.from_port >= 0)
    rule.has_destination_port(static_cast<std::uint16_t>(permission.from_port),
                              static_cast<std::uint16_t>(permission.to_port));
  if (has_types(permission.protocol) && permission.from_port >= 0)
    rule.has_icmp_type(static_cast<std::uint8_t>(permission.from_port));
  if (has_types(permission.protocol) && permission.from_port >= 0 && permission.to_port >= 0)
    rule.has_icmp_code(static_cast<std::uint8_t>(permission.to_port));
  const Address peer = direction == Direction::kEgress ? Address::kDestination : Address::kSource;
  if (const auto* block = std::get_if<vpc::Cidr>(&permission.peer))
    rule.is_in(peer, *block);
  else
    rule.is_in_set(peer, family, std::get<std::string>(permission.peer));
  // What may be sent must still be received.
  return rule.verdict(direction == Direction::kEgress ? netlink::jump_to("sent") : netlink::accept_packet());
}

}  // namespace

Result<SecurityGroups> SecurityGroups::make(const Network& router) {
  SecurityGroups groups{router};
  FilterChanges changes;
  changes.add_table().add_forward_chain(kForward).add_input_chain("input").add_output_chain("output");
  changes.add_chain(kFromTo).add_chain("sent");
  changes.add_verdict_map(kSenders).add_verdict_map(kReceivers).add_address_set(kOwn);
  changes.add_rule(kForward, FilterRule{}.verdict(netlink::jump_to(kFromTo)));
  changes.add_rule(kFromTo, FilterRule{}.is_answer().verdict(netlink::accept_packet()));
  for (const vpc::Family family : kFamilies) {
    const auto is_own = [&](Address address) { return FilterRule{}.is_in_set(address, family, kOwn); };
    changes.add_rule("input", is_own(Address::kDestination).verdict(netlink::jump_to(kFromTo)));
    changes.add_rule("output", is_own(Address::kSource).verdict(netlink::jump_to(kFromTo)));
    changes.add_rule(kFromTo, FilterRule{}.verdict_of(Address::kSource, family, kSenders));
    changes.add_rule("sent", FilterRule{}.verdict_of(Address::kDestination, family, kReceivers));
  }
  // Of somebody outside the VPC: nobody's groups say what may be sent.
  changes.add_rule(kFromTo, FilterRule{}.verdict(netlink::jump_to("sent")));
  // To somebody outside the VPC.
  changes.add_rule("sent", FilterRule{}.verdict(netlink::accept_packet()));
  ENI_CHECK(router.filters.send(changes.finish()));
  return groups;
}

void SecurityGroups::make_group(FilterChanges& changes, const std::string& id) {
  if (!known_.insert(id).second) return;
  changes.add_address_set(id);
  for (const Direction direction : {Direction::kEgress, Direction::kIngress})
    changes.add_chain(chain_of(id, direction));
}

void SecurityGroups::refer_to(FilterChanges& changes, const Permission& permission) {
  if (const auto* group = std::get_if<std::string>(&permission.peer)) make_group(changes, *group);
}

Result<void> SecurityGroups::carry_out(FilterChanges& changes, SecurityGroups before) {
  auto sent = router_->filters.send(changes.finish());
  if (sent.has_error()) *this = std::move(before);
  return sent;
}

Result<void> SecurityGroups::remove(const std::string& group) {
  if (!known_.contains(group)) return {};
  SecurityGroups before = *this;
  FilterChanges changes;
  for (const Direction direction : {Direction::kEgress, Direction::kIngress})
    changes.flush_chain(chain_of(group, direction)).delete_chain(chain_of(group, direction));
  changes.delete_address_set(group);
  known_.erase(group);
  return carry_out(changes, std::move(before));
}

Result<void> SecurityGroups::put(const SecurityGroup& group) {
  SecurityGroups before = *this;
  FilterChanges changes;
  make_group(changes, group.id);
  for (const Direction direction : {Direction::kEgress, Direction::kIngress}) {
    const std::string chain = chain_of(group.id, direction);
    const auto& permissions = direction == Direction::kEgress ? group.egress : group.ingress;
    for (const Permission& permission : permissions) refer_to(changes, permission);
    changes.flush_chain(chain);
    for (const Permission& permission : permissions)
      for (const vpc::Family family : families_of(permission))
        changes.add_rule(chain, rule_of(permission, family, direction));
  }
  return carry_out(changes, std::move(before));
}

Result<void> SecurityGroups::assign(const vpc::Address& address, const std::vector<std::string>& groups) {
  const auto found = assigned_.find(address);
  if (found != assigned_.end() && found->second == groups) return {};
  SecurityGroups before = *this;
  FilterChanges changes;
  // At once with what comes in their place: in between everything would pass, and go on as an answer.
  if (found != assigned_.end()) remove_from_groups(changes, address, found->second);
  for (const std::string& group : groups) make_group(changes, group);
  for (const Direction direction : {Direction::kEgress, Direction::kIngress}) {
    const std::string chain = chain_of(address, direction);
    changes.add_chain(chain).flush_chain(chain);
    for (const std::string& group : groups)
      changes.add_rule(chain, FilterRule{}.verdict(netlink::jump_to(chain_of(group, direction))));
    changes.add_rule(chain, FilterRule{}.verdict(netlink::drop_packet()));
    changes.add_element(direction == Direction::kEgress ? kSenders : kReceivers, address,
                        netlink::jump_to(chain));
  }
  for (const std::string& group : groups) changes.add_element(group, address);
  assigned_[address] = groups;
  return carry_out(changes, std::move(before));
}

Result<void> SecurityGroups::guard_own(const vpc::Address& address) {
  if (own_.contains(address)) return {};
  FilterChanges changes;
  changes.add_element(kOwn, address);
  ENI_CHECK(router_->filters.send(changes.finish()));
  own_.insert(address);
  return {};
}

Result<void> SecurityGroups::leave_own(const vpc::Address& address) {
  ENI_CHECK(unassign(address));
  if (own_.erase(address) == 0) return {};
  FilterChanges changes;
  changes.delete_element(kOwn, address);
  return router_->filters.send(changes.finish());
}

void SecurityGroups::remove_from_groups(FilterChanges& changes, const vpc::Address& address,
                                        const std::vector<std::string>& groups) {
  changes.delete_element(kSenders, address).delete_element(kReceivers, address);
  for (const std::string& group : groups) changes.delete_element(group, address);
}

Result<void> SecurityGroups::unassign(const vpc::Address& address) {
  const auto found = assigned_.find(address);
  if (found == assigned_.end()) return {};
  SecurityGroups before = *this;
  FilterChanges changes;
  remove_from_groups(changes, address, found->second);
  for (const Direction direction : {Direction::kEgress, Direction::kIngress})
    changes.flush_chain(chain_of(address, direction)).delete_chain(chain_of(address, direction));
  assigned_.erase(found);
  return carry_out(changes, std::move(before));
}

}  // namespace eni::sandbox::world
