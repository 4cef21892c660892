#pragma once
/// What has passed an interface. Source: rtnetlink(7), if_link.h (rtnl_link_stats64).
#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/world/netlink/socket.h"

namespace eni::sandbox::world::netlink {

struct TrafficCounters {
  std::uint64_t bytes = 0;
  std::uint64_t packets = 0;
  std::uint64_t errors = 0;
  std::uint64_t dropped = 0;
};

struct LinkCounters {
  TrafficCounters received;
  TrafficCounters sent;
};

/// Of an interface in the socket's network, by name. Nothing if there is none.
std::optional<LinkCounters> read_link_counters(const Socket& routes, const std::string& name);

}  // namespace eni::sandbox::world::netlink
