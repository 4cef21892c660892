#pragma once
/// What a branch may send on a trunk whose tags are made by programs (tag_programs.h), where the tag follows from the MAC: a task that
/// may write raw frames (NET_RAW, which containers have) could else take a neighbour's.
#include <optional>
#include <vector>

#include "base/result.h"
#include "net/descriptor.h"
#include "vpc/address.h"
#include "vpc/mac.h"

namespace eni::sandbox::world {

/// A program for the outgoing side of the task's own interface: frames of another MAC, and packets and ARP of another address, go
/// nowhere; nor does what is neither. That is the source check of network interfaces, too, which the router cannot make where all branches
/// come in by one interface.
/// @param addresses  of both families; none: any, of an interface whose source check is off
/// @error  what the kernel refused
Result<net::Descriptor> load_source_check(const vpc::Mac& mac,
                                          const std::optional<std::vector<vpc::Address>>& addresses);

}  // namespace eni::sandbox::world
