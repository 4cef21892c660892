#pragma once
/// What happens to load balancers between calls: they become active, and what a former run left half made or half taken away is
/// finished.
///
///   create -> provisioning -> active
///                          -> failed      EC2 refuses an interface for good
///   delete -> deleting -> (gone)
///
/// One whose subnets or groups were changed is "moving" until EC2 has followed.
#include <functional>
#include <map>

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

class LoadBalancerLifecycle {
 public:
  /// @param on_active  told when one has become active
  LoadBalancerLifecycle(Environment& env, std::function<void(ElbLoadBalancerNumber)> on_active)
      : env_{env},
        on_active_{std::move(on_active)},
        lives_{env, "life of a load balancer",
               [this](ElbLoadBalancerNumber number) { return live(number); }} {}
  ~LoadBalancerLifecycle() { end(); }

  /// Goes on with what a former run left unfinished.
  void start();
  /// Forgets its timers.
  void end();
  /// Sees to one that is provisioning, moving or deleting, once the running call has ended.
  void go_on(ElbLoadBalancerNumber number) { lives_.begin(number); }

 private:
  Task<void> live(ElbLoadBalancerNumber number);
  Task<void> provision(ElbLoadBalancerNumber number);
  Task<void> take_away(ElbLoadBalancerNumber number);
  Task<void> settle(ElbLoadBalancerNumber number);
  void change_status(ElbLoadBalancerNumber number, const std::string& status, const std::string& reason);
  void go_on_at(ElbLoadBalancerNumber number, TimePoint when);

  Environment& env_;
  std::function<void(ElbLoadBalancerNumber)> on_active_;
  BackgroundWork<ElbLoadBalancerNumber> lives_;
  std::map<ElbLoadBalancerNumber, Scheduler::TimerId> timers_;
};

}  // namespace eni::sandbox::elb_service
