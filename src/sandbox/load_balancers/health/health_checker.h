#pragma once
/// Asks the targets of a load balancer whether they are well, one by one, at their group's interval. Each check has a connection of its
/// own, as Elastic Load Balancing's have.
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sandbox/gateway/background_work.h"
#include "sandbox/load_balancers/health/health_verdict.h"
#include "sandbox/load_balancers/sockets/connecting.h"

namespace eni::sandbox::load_balancers {

class HealthChecker {
 public:
  /// Which target of which group: its ARN and "ID:PORT".
  using Key = std::pair<std::string, std::string>;

  /// @param on_change  a verdict is another one; called from the loop, not from within another call
  HealthChecker(SocketContext context, const Settings& settings, RetryParts retries,
                std::function<void(const Key&)> on_change);
  ~HealthChecker();

  /// Checks what is to be checked from now on: targets that are neither draining nor unused, whose address is known. Those that were
  /// checked already keep what was found.
  void check(const LoadBalancer& balancer);
  /// Nothing while it is not decided.
  std::optional<CheckedHealth> health(const Key& key) const;

 private:
  struct Subject;

  Task<void> keep_checking(Subject& subject);
  void tell(const Key& key);

  SocketContext context_;
  const Settings& settings_;
  RetryParts retries_;
  std::function<void(const Key&)> on_change_;
  std::map<Key, std::unique_ptr<Subject>> subjects_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace eni::sandbox::load_balancers
