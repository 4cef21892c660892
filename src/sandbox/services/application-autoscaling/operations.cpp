/// Source of resources and condition keys: Service Authorization Reference, "Actions, resources, and condition keys for Application
/// Auto Scaling".
#include "sandbox/services/application-autoscaling/operations.h"

#include "sandbox/services/application-autoscaling/access.h"
#include "sandbox/services/application-autoscaling/engine.h"
#include "sandbox/services/application-autoscaling/service.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::string_view kEcsOnly = "of the service namespaces ecs only; others are refused by name";

constinit const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"DeleteScalingPolicy", target_access, delete_scaling_policy,
     "PolicyName ServiceNamespace ResourceId ScalableDimension"},
    {"DeleteScheduledAction", target_access, delete_scheduled_action,
     "ServiceNamespace ScheduledActionName ResourceId ScalableDimension"},
    {"DeregisterScalableTarget", target_access, deregister_scalable_target,
     "ServiceNamespace ResourceId ScalableDimension"},
    {"DescribeScalableTargets", any_resource, describe_scalable_targets,
     "ServiceNamespace ResourceIds ScalableDimension MaxResults NextToken"},
    {"DescribeScalingActivities",
     any_resource,
     describe_scaling_activities,
     "ServiceNamespace ResourceId ScalableDimension MaxResults NextToken IncludeNotScaledActivities",
     {.differences = "activities that did not scale are not kept"}},
    {"DescribeScalingPolicies",
     any_resource,
     describe_scaling_policies,
     "PolicyNames ServiceNamespace ResourceId ScalableDimension MaxResults NextToken",
     {.differences = "Alarms are those of target tracking"}},
    {"DescribeScheduledActions", any_resource, describe_scheduled_actions,
     "ScheduledActionNames ServiceNamespace ResourceId ScalableDimension MaxResults NextToken"},
    {"ListTagsForResource", tagged_access, list_tags_for_resource, "ResourceARN"},
    {"PutScalingPolicy",
     target_access,
     put_scaling_policy,
     "PolicyName ServiceNamespace ResourceId ScalableDimension PolicyType StepScalingPolicyConfiguration "
     "TargetTrackingScalingPolicyConfiguration",
     {.differences = "predictive scaling is refused by name"}},
    {"PutScheduledAction",
     target_access,
     put_scheduled_action,
     "ServiceNamespace Schedule Timezone ScheduledActionName ResourceId ScalableDimension StartTime EndTime "
     "ScalableTargetAction",
     {.differences =
          "time zones other than UTC, and years, L, W and # in cron expressions are refused by name"}},
    {"RegisterScalableTarget",
     target_access,
     register_scalable_target,
     "ServiceNamespace ResourceId ScalableDimension MinCapacity MaxCapacity SuspendedState Tags",
     {.ignores = "RoleARN", .differences = kEcsOnly}},
    {"TagResource", tagged_access, tag_resource, "ResourceARN Tags"},
    {"UntagResource", tagged_access, untag_resource, "ResourceARN TagKeys"},
};

std::unique_ptr<Component> make_engine(Environment& env) { return std::make_unique<Engine>(env); }

}  // namespace

const Service kService = {
    .name = "application-autoscaling",
    .title = "Application Auto Scaling",
    .protocol = Protocol::kJson11,
    .version = "2016-02-06",
    .xml_namespace = {},
    .target_prefix = "AnyScaleFrontendService",
    .operations = kOperations,
    .make_component = make_engine,
    .component_type = std::type_index(typeid(Engine)),
    .constraint_code = "ValidationException",
    .unsupported_code = "ValidationException",
};

}  // namespace eni::sandbox::application_autoscaling_service
