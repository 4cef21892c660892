#pragma once
/// Which packets a VPC's router takes from whom: those that come in by an interface with a source that is told here, and no others,
/// link-local ones included, for nobody is asked for a neighbour. It is for IPv6 what rp_filter is for IPv4, and for both earlier: before
/// fragments are put together.
#include <vector>

#include "sandbox/world/netlink/links.h"
#include "sandbox/world/world.h"
#include "vpc/address.h"

namespace eni::sandbox::world {

/// From here on. What it forwards from kInternetInterface it takes from there, whose end is no member's.
Result<void> start_source_checks(const Network& router);

/// Those that may come in by that interface of the router's.
Result<void> allow_sources(const Network& router, netlink::Index interface,
                           const std::vector<vpc::Address>& sources);
/// Those of them that were added.
void disallow_sources(const Network& router, netlink::Index interface,
                      const std::vector<vpc::Address>& sources);

/// Whether what comes in by that interface is checked. At first it is. @error  it was so before
Result<void> check_sources_of(const Network& router, netlink::Index interface, bool is_on);

}  // namespace eni::sandbox::world
