#pragma once
/// The data plane of Elastic Load Balancing: listens where load balancers do, inside their VPCs and on the machine's loopback, forwards
/// what comes, and asks targets whether they are well.
///
///   load_balancers.h    what is served, from what Elastic Load Balancing says (sandbox/gateway/load_balancer_traffic.h)
///   routing/            decisions: rules, targets, cookies, headers. Pure
///   http/               messages as bytes. Pure
///   sockets/            connections, for coroutines
///   traffic/            a client's connection, from its first byte to its last
///   health/             checks
///
/// Not done, and named where a load balancer asks for it: TLS, UDP, HTTP/2 and gRPC, authentication, transforms, slow start, anomaly
/// mitigation. Nodes in zones are one here: cross-zone load balancing is always on.
#include <memory>

#include "base/random.h"
#include "net/event_loop.h"
#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/gateway/vpc_sockets.h"
#include "sandbox/load_balancers/traffic/session_places.h"

namespace eni::sandbox::load_balancers {

class LoadBalancerDataPlane : public LoadBalancerTraffic {
 public:
  /// Sockets that VPCs gave before lead nowhere any more, and there are others to be had.
  virtual void listen_again() = 0;
};

/// @param time      whose time timeouts and intervals are; the loop itself, or a test's
/// @param settings  the pace of checks
/// @param max_sessions  clients' connections at a time
/// All outlive it.
std::unique_ptr<LoadBalancerDataPlane> make_load_balancers(net::EventLoop& loop, Scheduler& time,
                                                           Random& random, Logger& log,
                                                           const Settings& settings, VpcSockets& sockets,
                                                           std::size_t max_sessions = default_max_sessions());

}  // namespace eni::sandbox::load_balancers
