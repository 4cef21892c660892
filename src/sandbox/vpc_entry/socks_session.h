#pragma once
/// A client's connection to the SOCKS entry, from its first byte to its last.
#include <memory>

#include "sandbox/load_balancers/sockets/connecting.h"
#include "sandbox/load_balancers/sockets/idle_timers.h"
#include "sandbox/vpc_entry/vpc_directory.h"

namespace eni::sandbox::vpc_entry {

/// What sessions share; outlives them.
struct SessionParts {
  load_balancers::SocketContext context;
  load_balancers::IdleTimers& timers;
  VpcDirectory& directory;
};

inline constexpr std::chrono::seconds kHandshakePatience{10};  ///< until all of the request has come
inline constexpr std::chrono::seconds kConnectPatience{10};
inline constexpr std::chrono::seconds kIdlePatience{
    3600};  ///< of a connection on which nothing comes or goes

/// Ends with the connection.
Task<void> serve_socks(SessionParts parts, std::unique_ptr<load_balancers::Stream> client);

}  // namespace eni::sandbox::vpc_entry
