#pragma once
/// Who carries the traffic of load balancers: where containers really run, requests come to them and health checks really ask.
/// Elastic Load Balancing says what there is, and hears what checks find; where there is none, its targets only go through their
/// states.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/task.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// Documents are as the Describe… operations show them, attributes {name: value}.
struct ServedTarget {
  std::string id;  ///< an instance's, or an address
  std::int64_t port = 0;
  std::string address;  ///< in the load balancer's VPC; "": not known
  std::string state;    ///< "initial", "healthy", "unhealthy", "draining", "unused"
};

struct ServedTargetGroup {
  std::string arn;
  json::object document;
  json::object attributes;
  std::vector<ServedTarget> targets;
};

struct ServedRule {
  std::string arn;
  json::array conditions;
  json::array actions;
  json::array transforms;
};

struct ServedListener {
  std::string arn;
  std::int64_t port = 0;
  json::object document;
  json::object attributes;
  std::vector<ServedRule> rules;  ///< by their priority, the default one last
};

struct ServedLoadBalancer {
  std::string arn;
  json::object document;
  json::object attributes;
  std::vector<std::string> addresses;  ///< of its interfaces
  std::vector<ServedListener> listeners;
  std::vector<ServedTargetGroup> target_groups;  ///< those that its rules forward to
};

/// What the checks of a target have found, once they have decided.
struct CheckedHealth {
  bool is_healthy = false;
  std::string reason = {};       ///< "Target.FailedHealthChecks", …; "" if it is healthy
  std::string description = {};  ///< the same in words
};

/// Where a user reaches a listener from the machine.
struct LocalListener {
  std::string load_balancer;     ///< ARN
  std::int64_t port = 0;         ///< in the VPC
  std::uint16_t local_port = 0;  ///< on 127.0.0.1; 0 if it is not served
  std::string problem = {};      ///< why not, or what of it; "" if there is none
  std::string dns_name = {};     ///< the load balancer's, in small letters
  std::string vpc = {};          ///< that it is in
};

class LoadBalancerTraffic : public Component {
 public:
  /// Checks of a target have decided otherwise than before: ask health(). Called on the loop, outside of any call. Set once, before
  /// start().
  std::function<void(const std::string& target_group, const std::string& id, std::int64_t port)> on_health;

  /// Whether traffic flows here, once that is known; if not, serve() has no effect.
  virtual Task<bool> is_available() = 0;
  /// What a load balancer is from now on. Connections stay, as far as what they need does.
  virtual void serve(ServedLoadBalancer load_balancer) = 0;
  /// It is gone, and its connections with it.
  virtual void end(const std::string& load_balancer) = 0;
  /// Nothing while its checks have not decided, or if it is not checked: they begin once its load balancer is served, and anew for one
  /// that was draining or unused.
  virtual std::optional<CheckedHealth> health(const std::string& target_group, const std::string& id,
                                              std::int64_t port) const = 0;
  /// In its VPC, of the load balancer with that DNS name in small letters. Empty if none is served that has it.
  virtual std::vector<std::string> addresses_of(const std::string& dns_name) const {
    static_cast<void>(dns_name);
    return {};
  }
  /// Of all load balancers, in the order of their ARNs and ports.
  virtual std::vector<LocalListener> local_listeners() const = 0;
};

/// The sandbox's; null where no traffic flows.
LoadBalancerTraffic* find_load_balancer_traffic(Environment& environment);

}  // namespace eni::sandbox
