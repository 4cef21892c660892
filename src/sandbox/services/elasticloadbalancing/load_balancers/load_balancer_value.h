#pragma once
/// A load balancer as replies show it.
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

json::object load_balancer_value(const ElbLoadBalancer& load_balancer);

/// {"LoadBalancers": [it]}
Reply reply_with(const ElbLoadBalancer& load_balancer);

/// The part of its ARN that names it: "app/NAME/ID".
std::string full_name(const ElbLoadBalancer& load_balancer);

/// The names of its zones.
std::vector<std::string> zones_of(const ElbLoadBalancer& load_balancer);

}  // namespace eni::sandbox::elb_service
