#include "sandbox/services/events/operations.h"

#include "sandbox/services/events/engine.h"
#include "sandbox/services/events/input.h"
#include "sandbox/services/events/service.h"

namespace eni::sandbox::events_service {
namespace {

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"PutRule",
     rule_access,
     put_rule,
     "Name ScheduleExpression EventPattern State Description RoleArn Tags EventBusName",
     {.differences =
          "on the default bus; patterns without cidr; cron expressions without L, W, # and years"}},
    {"DescribeRule", rule_access, describe_rule, "Name EventBusName"},
    {"DeleteRule", rule_access, delete_rule, "Name EventBusName", {.ignores = "Force"}},
    {"ListRules", any_resource, list_rules, "NamePrefix EventBusName NextToken Limit"},
    {"EnableRule", rule_access, enable_rule, "Name EventBusName"},
    {"DisableRule", rule_access, disable_rule, "Name EventBusName"},

    {"PutTargets",
     targets_access,
     put_targets,
     "Rule EventBusName Targets{Id Arn RoleArn Input InputPath InputTransformer "
     "EcsParameters{TaskDefinitionArn "
     "TaskCount LaunchType NetworkConfiguration PlatformVersion Group CapacityProviderStrategy "
     "EnableECSManagedTags EnableExecuteCommand PlacementConstraints PlacementStrategy PropagateTags Tags}}",
     {.ignores = "Targets{RetryPolicy EcsParameters{ReferenceId}}",
      .differences =
          "Lambda functions, SNS topics and ECS clusters; a target that cannot be reached is told once"}},
    {"RemoveTargets", rule_access, remove_targets, "Rule EventBusName Ids", {.ignores = "Force"}},
    {"ListTargetsByRule", rule_access, list_targets_by_rule, "Rule EventBusName NextToken Limit"},
    {"ListRuleNamesByTarget", any_resource, list_rule_names_by_target,
     "TargetArn EventBusName NextToken Limit"},

    {"PutEvents",
     entries_access,
     put_events,
     "Entries{Time Source Resources DetailType Detail EventBusName}",
     {.ignores = "Entries{TraceHeader}", .differences = "answers when all targets have been told"}},
    {"TestEventPattern", any_resource, test_event_pattern, "EventPattern Event"},

    {"ListTagsForResource", tagged_access, list_tags_for_resource, "ResourceARN"},
    {"TagResource", tagged_access, tag_resource, "ResourceARN Tags"},
    {"UntagResource", tagged_access, untag_resource, "ResourceARN TagKeys"},
};

}  // namespace

const Service kService = {
    .name = "events",
    .title = "Amazon EventBridge",
    .protocol = Protocol::kJson11,
    .version = "2015-10-07",
    .xml_namespace = {},
    .target_prefix = "AWSEvents",
    .operations = kOperations,
    .make_component = [](Environment& env) -> std::unique_ptr<Component> {
      return std::make_unique<Engine>(env);
    },
    .component_type = std::type_index(typeid(Engine)),
    .constraint_code = "ValidationException",
    .unsupported_code = "ValidationException",
};

}  // namespace eni::sandbox::events_service
