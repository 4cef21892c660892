/// Attributes of load balancers, target groups and listeners.
#include "sandbox/services/elasticloadbalancing/attributes/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::string_view kKept =
    "attributes are checked and kept; of those that concern traffic, which there is with `sandbox --run`, "
    "some have no effect";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"DescribeListenerAttributes", any_resource, describe_listener_attributes, "ListenerArn"},
    {"DescribeLoadBalancerAttributes", any_resource, describe_load_balancer_attributes, "LoadBalancerArn"},
    {"DescribeTargetGroupAttributes", any_resource, describe_target_group_attributes, "TargetGroupArn"},
    {"ModifyListenerAttributes",
     on_listener,
     modify_listener_attributes,
     "ListenerArn Attributes",
     {.differences = kKept}},
    {"ModifyLoadBalancerAttributes",
     on_load_balancer,
     modify_load_balancer_attributes,
     "LoadBalancerArn Attributes",
     {.differences =
          "attributes are checked and kept; of those that concern traffic, which there is with `sandbox "
          "--run`, some have no effect; "
          "no logs are written, and whether Elastic Load Balancing may write to their bucket is not looked "
          "at"}},
    {"ModifyTargetGroupAttributes",
     on_target_group,
     modify_target_group_attributes,
     "TargetGroupArn Attributes",
     {.differences = kKept}},
};

}  // namespace

constinit const std::span<const Operation> kAttributeOperations{kRows};

}  // namespace eni::sandbox::elb_service
