#pragma once
/// Where a program's connection goes by its address alone.
#include <string>
#include <sys/socket.h>
#include <vector>

namespace eni::sandbox::isolation {

enum class EgressRoute {
  kInside,   ///< the jail's own loopback; Unix sockets
  kOutside,  ///< other networks
  kRefused,  ///< where the machine may have a service that gives it credentials
};

/// IPv4 addresses that an IPv6 address carries (mapped, NAT64, 6to4) count as themselves. Only mapped ones can mean the jail's
/// loopback; in the others nothing of a loopback belongs.
EgressRoute egress_route(const sockaddr_storage& address);

/// The networks that are refused: "169.254.0.0/16", "fe80::/10".
std::vector<std::string> refused_networks();

}  // namespace eni::sandbox::isolation
