#pragma once
/// What nf_tables is told of a network that sends others' packets of IPv6 under its own address. Values only.
/// Source: nft(8), linux/netfilter/nf_tables.h.
#include <string_view>

#include "sandbox/world/netlink/batch.h"

namespace eni::sandbox::world::netlink {

/// Packets of IPv6 that leave by the interface have its address as their source from then on, answers find back. It belongs to a table of its
/// own, and takes the place of what was told there before.
Batch masquerade_ipv6(std::string_view interface);

}  // namespace eni::sandbox::world::netlink
