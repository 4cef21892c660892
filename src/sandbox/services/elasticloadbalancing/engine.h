#pragma once
/// Elastic Load Balancing's living part: load balancers on their way to be active, and the health of targets. What it has in
/// memory is rebuilt from the store.
#include "sandbox/services/elasticloadbalancing/load_balancers/lifecycle.h"
#include "sandbox/services/elasticloadbalancing/targets/target_watch.h"
#include "sandbox/services/elasticloadbalancing/traffic/traffic_feed.h"

namespace eni::sandbox::elb_service {

class Engine final : public Component {
 public:
  explicit Engine(Environment& env);

  void start() override;
  void stop() override;
  /// Instances that EC2 starts, stops or terminates.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

  LoadBalancerLifecycle& load_balancers() { return load_balancers_; }
  TargetWatch& targets() { return targets_; }
  TrafficFeed& traffic() { return traffic_; }

 private:
  TrafficFeed traffic_;
  TargetWatch targets_;
  LoadBalancerLifecycle load_balancers_;
};

Engine& engine_of(Environment& env);

}  // namespace eni::sandbox::elb_service
