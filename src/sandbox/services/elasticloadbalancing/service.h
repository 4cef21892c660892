#pragma once
/// Elastic Load Balancing, API version 2015-12-01: application and network load balancers as records with the interfaces that EC2
/// shows, and the health of their targets. Who carries traffic is told what there is, and says what its checks find
/// (sandbox/gateway/load_balancer_traffic.h); where nobody does, a target is healthy while what is behind it runs.
///
/// One folder an area, each with its rows in operations.cpp. What areas share lies here.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::elb_service {

extern const Service kService;

/// The rows of the areas, listed in operations.cpp.
extern const std::span<const Operation> kAttributeOperations;
extern const std::span<const Operation> kLimitOperations;
extern const std::span<const Operation> kListenerOperations;
extern const std::span<const Operation> kLoadBalancerOperations;
extern const std::span<const Operation> kRuleOperations;
extern const std::span<const Operation> kTagOperations;
extern const std::span<const Operation> kTargetGroupOperations;
extern const std::span<const Operation> kTargetOperations;

}  // namespace eni::sandbox::elb_service
