/// Target groups and their health checks.
#include "sandbox/services/elasticloadbalancing/target_groups/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"CreateTargetGroup",
     to_create_target_group,
     create_target_group,
     "Name Protocol ProtocolVersion Port VpcId HealthCheckProtocol HealthCheckPort HealthCheckEnabled "
     "HealthCheckPath HealthCheckIntervalSeconds HealthCheckTimeoutSeconds HealthyThresholdCount "
     "UnhealthyThresholdCount Matcher TargetType Tags IpAddressType",
     {.differences =
          "the target types lambda and alb and the protocols GENEVE, QUIC and TCP_QUIC are refused by name"}},
    {"DeleteTargetGroup", on_target_group, delete_target_group, "TargetGroupArn"},
    {"DescribeTargetGroups", any_resource, describe_target_groups,
     "LoadBalancerArn TargetGroupArns Names Marker PageSize"},
    {"ModifyTargetGroup", on_target_group, modify_target_group,
     "TargetGroupArn HealthCheckProtocol HealthCheckPort HealthCheckPath HealthCheckEnabled "
     "HealthCheckIntervalSeconds HealthCheckTimeoutSeconds HealthyThresholdCount UnhealthyThresholdCount "
     "Matcher"},
};

}  // namespace

constinit const std::span<const Operation> kTargetGroupOperations{kRows};

}  // namespace eni::sandbox::elb_service
