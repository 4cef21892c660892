#pragma once
/// Connections into a VPC.
#include <memory>
#include <string>
#include <tuple>

#include "sandbox/gateway/vpc_sockets.h"
#include "sandbox/load_balancers/routing/model.h"
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
  OwnAddress own = {};  ///< from which it is connected to; "": the router's

  /// Who asks is always the same.
  auto operator<=>(const Endpoint& other) const {
    return std::tie(vpc, address, port) <=> std::tie(other.vpc, other.address, other.port);
  }
  bool operator==(const Endpoint& other) const { return (*this <=> other) == 0; }
};

/// As the load balancer sees it, from the first of its own addresses.
inline Endpoint endpoint_of(const LoadBalancer& balancer, std::string address, std::uint16_t port) {
  Endpoint endpoint{balancer.vpc, std::move(address), port};
  if (!balancer.addresses.empty()) endpoint.own = {balancer.addresses.front(), balancer.has_groups};
  return endpoint;
}

enum class ConnectFailure { kNone, kRefused, kTimedOut };

struct Connected {
  std::unique_ptr<Stream> stream;  ///< null if it failed
  ConnectFailure failure = ConnectFailure::kNone;
};

/// @param patience  for all of it
Task<Connected> connect_within(SocketContext context, Endpoint endpoint, Duration patience);

}  // namespace eni::sandbox::load_balancers
