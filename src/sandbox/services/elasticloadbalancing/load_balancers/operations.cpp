/// Load balancers: their places in subnets, security groups and addresses.
#include "sandbox/services/elasticloadbalancing/load_balancers/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::string_view kDifferences =
    "gateway load balancers, Outposts, customer-owned and IPAM pools are refused by name; nodes of "
    "internet-facing "
    "load balancers have no public addresses but the Elastic IPs that were given; its interfaces show no "
    "attachment";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"CreateLoadBalancer",
     to_create_load_balancer,
     create_load_balancer,
     "Name Subnets SubnetMappings{SubnetId AllocationId PrivateIPv4Address IPv6Address} SecurityGroups "
     "Scheme Tags "
     "Type IpAddressType",
     {.differences = kDifferences}},
    {"DeleteLoadBalancer", on_load_balancer, delete_load_balancer, "LoadBalancerArn"},
    {"DescribeCapacityReservation",
     any_resource,
     describe_capacity_reservation,
     "LoadBalancerArn",
     {.differences = "there is never a reservation: ModifyCapacityReservation is not there"}},
    {"DescribeLoadBalancers", any_resource, describe_load_balancers,
     "LoadBalancerArns Names Marker PageSize"},
    {"SetIpAddressType",
     on_load_balancer,
     set_ip_address_type,
     "LoadBalancerArn IpAddressType",
     {.differences = "interfaces that are there get no IPv6 addresses"}},
    {"SetSecurityGroups", to_set_network, set_security_groups,
     "LoadBalancerArn SecurityGroups EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"},
    {"SetSubnets",
     to_set_network,
     set_subnets,
     "LoadBalancerArn Subnets SubnetMappings{SubnetId AllocationId PrivateIPv4Address IPv6Address} "
     "IpAddressType",
     {.differences = kDifferences}},
};

}  // namespace

constinit const std::span<const Operation> kLoadBalancerOperations{kRows};

}  // namespace eni::sandbox::elb_service
