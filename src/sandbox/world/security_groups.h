#pragma once
/// Security groups and who is in them, enforced by the router of a VPC: stateful, both directions, references to other groups included.
/// Source: Amazon VPC User Guide, "Control traffic to your AWS resources using security groups", "Security group connection tracking".
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/world.h"
#include "vpc/address.h"

namespace eni::sandbox::world {

/// What one rule lets through.
struct Permission {
  int protocol = -1;   ///< of IP: 1, 6, 17, 58, …; -1: all
  int from_port = -1;  ///< of TCP and UDP the destination's, -1 all; of ICMP and ICMPv6 the type, -1 all
  int to_port = -1;    ///< of ICMP and ICMPv6 the code, -1 all
  /// The other end: a block of addresses, or the members of a group by its id, whichever family they use.
  std::variant<vpc::Cidr, std::string> peer;
};

struct SecurityGroup {
  std::string id;
  std::vector<Permission> ingress;
  std::vector<Permission> egress;
};

class SecurityGroups {
 public:
  /// From here on nothing passes the router but what an interface's groups let through.
  /// @param router  outlives this
  static Result<SecurityGroups> make(const Network& router);

  /// A new group, or another's new rules, which hold at once for connections to come.
  Result<void> put(const SecurityGroup& group);
  /// @error  it has members, or another refers to it
  Result<void> remove(const std::string& group);
  /// What this address may send and receive; all groups have been put.
  Result<void> assign(const vpc::Address& address, const std::vector<std::string>& groups);
  /// An address that the router itself has for an interface, a load balancer's say: what its sockets there send and receive passes the
  /// groups, too. All else of the router's own does not. Without assign(), it sends and receives what the others' groups say.
  Result<void> guard_own(const vpc::Address& address);
  /// The same address is another's, who is not the router.
  Result<void> leave_own(const vpc::Address& address);
  /// It sends and receives nothing more as far as groups tell; those who refer to its groups forget it.
  Result<void> unassign(const vpc::Address& address);

 private:
  explicit SecurityGroups(const Network& router) : router_{&router} {}
  /// Remembers what was there before if the kernel refuses.
  Result<void> carry_out(netlink::FilterChanges& changes, SecurityGroups before);
  void refer_to(netlink::FilterChanges& changes, const Permission& permission);
  void make_group(netlink::FilterChanges& changes, const std::string& id);
  static void remove_from_groups(netlink::FilterChanges& changes, const vpc::Address& address,
                                 const std::vector<std::string>& groups);

  const Network* router_;
  std::set<std::string>
      known_;  ///< groups whose set and chains are there, be it only because another refers to it
  std::map<vpc::Address, std::vector<std::string>> assigned_;
  std::set<vpc::Address> own_;
};

}  // namespace eni::sandbox::world
