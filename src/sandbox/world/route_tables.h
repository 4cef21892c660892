#pragma once
/// Route tables as far as they decide who leaves a VPC: by which of its gateways, or not at all. What is forwarded to the interface of
/// internet_access.h passes them with each packet, so that a change holds for connections that are there, too. Packets without a way are
/// dropped, and time out, as in VPCs.
/// Source: Amazon VPC User Guide, "Configure route tables" (route priority), "Enable internet access using internet gateways", "NAT gateways".
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/world.h"
#include "vpc/address.h"

namespace eni::sandbox::world {

/// Of the router's interface to the outside.
inline constexpr const char* kInternetInterface = "internet";

enum class RouteTarget {
  kInternetGateway,  ///< for interfaces that have a public address, as all of IPv6 are
  kNatGateway,       ///< one that works; or an egress-only internet gateway
  kNowhere,          ///< a target that is gone, or leads nowhere here: a blackhole
};

struct Route {
  vpc::Cidr destination;
  RouteTarget target = RouteTarget::kNowhere;

  bool operator==(const Route&) const = default;
};

/// Without the routes of the VPC's own blocks.
struct RouteTable {
  std::string id;
  std::vector<Route> routes;  ///< in any order: the longest prefix counts
};

/// What decides of an interface's address.
struct InterfaceRouting {
  std::string table;
  bool has_public_address = false;

  bool operator==(const InterfaceRouting&) const = default;
};

class RouteTables {
 public:
  /// From here on nothing is forwarded to the outside but what they say, and the router itself sends nothing there. Never forwarded are
  /// packets to loopbacks, link-local addresses, multicast groups and metadata services, whatever tables say.
  /// @param router  outlives this
  static Result<RouteTables> make(const Network& router);

  /// Blocks of VPCs: there is no way to them by the outside. Those that were given before count no more.
  Result<void> close_off(const std::vector<vpc::Cidr>& blocks);
  /// A new table, or another's new routes.
  Result<void> put(const RouteTable& table);
  /// The table has been put.
  Result<void> assign(const vpc::Address& address, const InterfaceRouting& routing);
  /// It does not leave the VPC any more.
  Result<void> unassign(const vpc::Address& address);

 private:
  explicit RouteTables(const Network& router) : router_{&router} {}

  const Network* router_;
  std::vector<vpc::Cidr> closed_;
  std::map<std::string, std::vector<Route>> tables_;
  std::map<vpc::Address, InterfaceRouting> assigned_;
};

}  // namespace eni::sandbox::world
