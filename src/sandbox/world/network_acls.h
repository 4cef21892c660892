#pragma once
/// Network ACLs, enforced by the router of a VPC: what crosses the border of a subnet passes the rules of its ACL in their order, each packet
/// by itself, answers as well. What stays within a subnet passes none.
/// Source: Amazon VPC User Guide, "Control subnet traffic with network access control lists".
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/world.h"
#include "vpc/address.h"

namespace eni::sandbox::world {

struct AclRule {
  bool allows = false;
  int protocol = -1;   ///< of IP; -1: all
  int from_port = -1;  ///< of TCP and UDP the destination's, -1 all; of ICMP and ICMPv6 the type, -1 all
  int to_port = -1;    ///< of ICMP and ICMPv6 the code, -1 all
  vpc::Cidr peer;      ///< where it comes from, or goes to

  bool operator==(const AclRule&) const = default;
};

/// In the order of their numbers. What none of them takes is denied.
struct NetworkAcl {
  std::string id;
  std::vector<AclRule> ingress;
  std::vector<AclRule> egress;

  bool operator==(const NetworkAcl&) const = default;
};

class NetworkAcls {
 public:
  /// @param router  outlives this
  static Result<NetworkAcls> make(const Network& router);

  /// A new ACL, or another's new rules.
  Result<void> put(const NetworkAcl& acl);
  /// Which ACL a subnet has, told of each of its blocks; a subnet without one lets everything through. The ACL has been put.
  Result<void> assign(const vpc::Cidr& subnet, const std::string& acl);
  /// It is gone; its addresses may be other subnets' from now on.
  Result<void> unassign(const vpc::Cidr& subnet);

 private:
  /// By the text of their block.
  using Subnets = std::map<std::string, std::pair<vpc::Cidr, std::string>>;

  explicit NetworkAcls(const Network& router) : router_{&router} {}
  Result<void> replace(Subnets subnets);

  const Network* router_;
  std::map<std::string, NetworkAcl> acls_;
  Subnets subnets_;
};

}  // namespace eni::sandbox::world
