#pragma once
/// Tells who carries traffic (sandbox/gateway/load_balancer_traffic.h) what each load balancer is: all of it, whenever some of it has
/// changed. Does nothing where nobody carries any.
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

class TrafficFeed {
 public:
  using AddressOf = std::function<std::string(const ElbTarget&)>;

  /// @param address_of  where a target is reached; "" if that is not known
  TrafficFeed(Environment& env, AddressOf address_of)
      : env_{env},
        address_of_{std::move(address_of)},
        tellings_{env, "traffic of a load balancer",
                  [this](ElbLoadBalancerNumber number) { return tell(number); }} {}

  /// Tells of all that are there. @param on_health  as LoadBalancerTraffic has it
  void start(std::function<void(const std::string& target_group, const std::string& id, std::int64_t port)>
                 on_health);

  /// Tells how it is soon, once the running call has ended.
  void consider(ElbLoadBalancerNumber load_balancer);
  /// The load balancers that use the group.
  void consider(ElbTargetGroupNumber group);

 private:
  Task<void> tell(ElbLoadBalancerNumber number);
  Task<ApiResult<std::vector<std::string>>> addresses_of(ElbLoadBalancer load_balancer);
  ServedLoadBalancer describe(const ElbLoadBalancer& row);
  ServedTargetGroup describe(const ElbTargetGroup& row);
  ServedListener describe(const ElbListener& row);

  Environment& env_;
  AddressOf address_of_;
  std::map<ElbLoadBalancerNumber, std::string> served_;  ///< ARNs of those that were told of
  BackgroundWork<ElbLoadBalancerNumber> tellings_;
};

}  // namespace eni::sandbox::elb_service
