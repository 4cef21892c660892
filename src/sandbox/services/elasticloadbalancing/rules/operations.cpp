/// Rules of listeners.
#include "sandbox/services/elasticloadbalancing/rules/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads
    {"CreateRule", on_listener, create_rule, "ListenerArn Conditions Priority Actions Tags Transforms"},
    {"DeleteRule", on_rule, delete_rule, "RuleArn"},
    {"DescribeRules", any_resource, describe_rules, "ListenerArn RuleArns Marker PageSize"},
    {"ModifyRule", on_rule, modify_rule, "RuleArn Conditions Actions Transforms ResetTransforms"},
    {"SetRulePriorities", on_rules, set_rule_priorities, "RulePriorities"},
};

}  // namespace

constinit const std::span<const Operation> kRuleOperations{kRows};

}  // namespace eni::sandbox::elb_service
