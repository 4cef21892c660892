#pragma once
/// The header that a target gets.
/// Source: Application Load Balancers User Guide, "HTTP headers and Application Load Balancers", "Request tracing for your Application
/// Load Balancer", "Host header preservation", "HTTP keep alive duration".
#include "base/clock.h"
#include "base/random.h"
#include "sandbox/load_balancers/routing/rule_choice.h"

namespace eni::sandbox::load_balancers {

/// How a request came.
struct Arrival {
  std::string client;  ///< address
  std::uint16_t client_port = 0;
  std::uint16_t listener_port = 0;
  /// By the machine's own loopback, at a port that the system chose: its Host names that port, which is what answers lead back to.
  bool is_local = false;
  std::uint16_t local_port = 0;  ///< that one
};

/// Addresses in X-Forwarded-For beyond which a request is refused (463).
inline constexpr std::size_t kMaxForwardedFor = 30;
std::size_t count_forwarded_for(const net::Headers& headers);

/// Without what belongs to the client's connection and without Expect, with X-Forwarded-For, -Proto and -Port, and X-Amzn-Trace-Id.
/// Framing (Content-Length, Transfer-Encoding) stays as it was.
/// @param is_upgrade  Connection and Upgrade are the target's to answer
net::Headers forwarded_headers(const net::Headers& headers, const LoadBalancer& balancer,
                               const Arrival& arrival, bool is_upgrade, TimePoint now, Random& random);

/// Whether the comma-separated list has the word, without case: Connection's and its like.
bool list_has(std::string_view list, std::string_view word);

/// Fields that concern one connection only: Connection, those that it names, Keep-Alive, Proxy-Connection, TE, Trailer, Upgrade.
bool is_hop_by_hop(std::string_view name, std::string_view connection);

}  // namespace eni::sandbox::load_balancers
