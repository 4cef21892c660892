#pragma once
/// What all connections of a load balancer share.
#include <memory>
#include <vector>

#include "sandbox/gateway/background_work.h"
#include "sandbox/load_balancers/routing/forwarded_headers.h"
#include "sandbox/load_balancers/routing/sticky_cookies.h"
#include "sandbox/load_balancers/traffic/session_places.h"
#include "sandbox/load_balancers/traffic/target_connections.h"
#include "sandbox/load_balancers/traffic/target_uses.h"

namespace eni::sandbox::load_balancers {

struct Balancer {
  SocketContext context;
  Random& random;
  Logger& log;
  IdleTimers& timers;
  const SessionPlaces& places;
  /// Replaced when it changes; whoever is at work with one keeps it until it has ended.
  std::shared_ptr<const LoadBalancer> model;
  StickyCookies cookies;
  TargetConnections connections;
  TargetUses uses;
  /// Where reads from targets end. One for all: whoever has read takes what came out of it before anything is waited for again.
  std::vector<char> room = std::vector<char>(32 * 1024);

  RetryParts retries() const { return {context.time, random, log}; }

  /// Null if it is gone.
  const Listener* find_listener(const LoadBalancer& of, const std::string& arn) const {
    for (const Listener& listener : of.listeners)
      if (listener.arn == arn) return &listener;
    return nullptr;
  }
};

/// Source: "Troubleshoot your Application Load Balancers", HTTP 504.
inline constexpr Duration kConnectPatience = std::chrono::seconds{10};

}  // namespace eni::sandbox::load_balancers
