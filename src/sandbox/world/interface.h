#pragma once
/// An elastic network interface, as far as the wire knows it.
#include <vector>

#include "vpc/address.h"
#include "vpc/mac.h"

namespace eni::sandbox::world {

/// Subnets' gateways are their second addresses.
struct Interface {
  vpc::Mac mac{};
  vpc::Ipv4 address = 0;
  vpc::Cidr4 subnet;
  bool checks_source = true;
  std::vector<vpc::Ipv6> addresses6 = {};  ///< in `subnet6`; none: IPv6 is off in a task's network
  vpc::Cidr6 subnet6 = {};

  /// Of both families.
  std::vector<vpc::Address> addresses() const;
  vpc::Cidr subnet_of(vpc::Family family) const;
};

}  // namespace eni::sandbox::world
