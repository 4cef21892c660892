#pragma once
/// The network interfaces of a load balancer's nodes, one in each of its subnets: made and taken away in EC2 as the service-linked
/// role. Each step can be taken again: after a restart nobody knows whether EC2 has heard of it.
#include "sandbox/services/elasticloadbalancing/load_balancers/placement.h"

namespace eni::sandbox::elb_service {

/// Makes those that the load balancer in the store has not yet, and notes each as it is made.
/// @error  EC2's; what was made is noted
Task<ApiResult<void>> make_interfaces(Environment& env, ElbLoadBalancerNumber number);

/// Takes away all that are noted but those of `kept` subnets. What is gone is no error.
/// @error  EC2's
Task<ApiResult<void>> remove_interfaces(Environment& env, ElbLoadBalancerNumber number,
                                        std::vector<std::string> kept = {});

/// Makes EC2 have what the load balancer in the store says after a change: interfaces in its subnets alone, with its groups. Then
/// it is no more "moving".
/// @error  EC2's
Task<ApiResult<void>> settle_interfaces(Environment& env, ElbLoadBalancerNumber number);

/// AvailabilityZones of a load balancer with these subnets.
json::array zone_list(const Placement& placement);

}  // namespace eni::sandbox::elb_service
