/// Targets and their health.
#include "sandbox/services/elasticloadbalancing/targets/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::string_view kHealth =
    "no checks are sent: a target passes while its instance runs, or while an interface in use has its "
    "address; a "
    "new one is healthy after HealthyThresholdCount intervals; with --pace instant neither these nor the "
    "deregistration delay take time";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"DeregisterTargets",
     on_target_group,
     deregister_targets,
     "TargetGroupArn Targets{Id Port AvailabilityZone}",
     {.differences = kHealth}},
    {"DescribeTargetHealth",
     any_resource,
     describe_target_health,
     "TargetGroupArn Targets{Id Port AvailabilityZone} Include",
     {.differences = kHealth}},
    {"RegisterTargets",
     on_target_group,
     register_targets,
     "TargetGroupArn Targets{Id Port AvailabilityZone}",
     {.differences = kHealth}},
};

}  // namespace

constinit const std::span<const Operation> kTargetOperations{kRows};

}  // namespace eni::sandbox::elb_service
