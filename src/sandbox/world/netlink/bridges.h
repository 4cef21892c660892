#pragma once
/// What rtnetlink is told of bridges. Values only. Source: rtnetlink(7), ip-link(8).
#include "sandbox/world/netlink/links.h"

namespace eni::sandbox::world::netlink {

/// A switch of Ethernet, which is an interface of its namespace as well. It forwards from the beginning, without spanning trees.
void add_bridge(Batch& batch, const Link& link);
/// An interface becomes one of the bridge's ports. What is sent by it may come back there (hairpin): where the kernel's br_netfilter
/// translates what bridges forward, a container that calls itself by its host needs that.
void add_to_bridge(Batch& batch, Index index, Index bridge, const std::string& name);

}  // namespace eni::sandbox::world::netlink
