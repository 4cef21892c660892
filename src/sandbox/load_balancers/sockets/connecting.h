#pragma once
/// Connections into a VPC.
#include <memory>
#include <string>

#include "sandbox/gateway/vpc_sockets.h"
#include "sandbox/load_balancers/sockets/stream.h"

namespace eni::sandbox::load_balancers {

/// What all connections are made with; each outlives them.
struct SocketContext {
  net::EventLoop& loop;
  net::SocketPoller& poller;
  Scheduler& time;
  VpcSockets& sockets;
};

struct Endpoint {
  std::string vpc;
  std::string address;
  std::uint16_t port = 0;

  auto operator<=>(const Endpoint&) const = default;
};

enum class ConnectFailure { kNone, kRefused, kTimedOut };

struct Connected {
  std::unique_ptr<Stream> stream;  ///< null if it failed
  ConnectFailure failure = ConnectFailure::kNone;
};

/// @param patience  for all of it
Task<Connected> connect_within(SocketContext context, Endpoint endpoint, Duration patience);

}  // namespace eni::sandbox::load_balancers
