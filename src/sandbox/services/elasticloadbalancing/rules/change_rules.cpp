/// CreateRule, ModifyRule, DeleteRule, SetRulePriorities.
#include <algorithm>
#include <map>

#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/rules/actions.h"
#include "sandbox/services/elasticloadbalancing/rules/conditions.h"
#include "sandbox/services/elasticloadbalancing/rules/operations.h"
#include "sandbox/services/elasticloadbalancing/rules/rule_value.h"
#include "sandbox/services/elasticloadbalancing/tag_input.h"

namespace eni::sandbox::elb_service {
namespace {

ApiError priority_in_use(std::int64_t priority) {
  return {"PriorityInUse", "Priority '" + std::to_string(priority) + "' is currently in use"};
}

/// @param change  as the message says it @error  OperationNotPermitted, wordings assumed
ApiResult<ElbRule> changeable_rule(const Call& call, const std::string& arn, std::string_view change) {
  ENI_TRY(ElbRule rule, find_rule(call, arn));
  if (rule.priority == 0) return not_permitted("Default rule '" + arn + "' cannot be " + std::string(change));
  return rule;
}

ElbListener listener_of(const Call& call, const ElbRule& rule) {
  return repository(call).find_listener(rule.listener).value();
}

/// @error  TooManyRules, PriorityInUse
ApiResult<void> check_room(const Call& call, const ElbListener& listener, std::int64_t priority) {
  for (const ElbRule& other : repository(call).rules(listener.number))
    if (other.priority == priority) return priority_in_use(priority);
  if (repository(call).count_rules(listener.load_balancer) < kMaxRules) return {};
  return ApiError{"TooManyRules",  // Assumed wording.
                  "The maximum number of rules has been reached"};
}

}  // namespace

ApiResult<Reply> create_rule(Call& call) {
  ENI_TRY(const ElbListener listener, find_listener(call, call.params.text_or("ListenerArn", "")));
  const ElbLoadBalancer owner = load_balancer_of(call, listener);
  if (!is_application(owner))  // Assumed wording.
    return invalid_configuration("Rules are unsupported for network load balancer listeners");
  ElbRule rule;
  rule.listener = listener.number;
  rule.priority = number_at(call.params.all(), "Priority").value_or(0);
  ENI_TRY(const TagMap tags, read_tags(call));
  ENI_TRY(rule.document["Conditions"], read_conditions(call.params.all()));
  ENI_TRY(Actions actions, read_actions(call, "Actions", owner, text_at(listener.document, "Protocol")));
  ENI_TRY(json::array transforms, read_transforms(call.params.all()));
  ENI_CHECK(check_room(call, listener, rule.priority));
  rule.document["Actions"] = std::move(actions.shown);
  rule.document["Transforms"] = std::move(transforms);
  rule.arn = new_rule_arn(listener, call.random());
  ENI_CHECK(may_tag(call, "CreateRule", rule.arn, tags));
  rule = repository(call).insert(std::move(rule));
  ENI_CHECK(put_tags(call, rule.arn, tags));
  ENI_CHECK(store_forwards(call, rule, owner, actions.target_groups));
  return reply_with(rule);
}

ApiResult<Reply> modify_rule(Call& call) {
  ENI_TRY(ElbRule rule, changeable_rule(call, call.params.text_or("RuleArn", ""), "modified"));
  const ElbListener listener = listener_of(call, rule);
  const ElbLoadBalancer owner = load_balancer_of(call, listener);
  const bool has_conditions = !array_at(call.params.all(), "Conditions").empty();
  const bool has_actions = !array_at(call.params.all(), "Actions").empty();
  const bool has_transforms = !array_at(call.params.all(), "Transforms").empty();
  const bool resets = given_flag(call.params.all(), "ResetTransforms").value_or(false);
  if (!has_conditions && !has_actions && !has_transforms && !resets)
    return aws::validation_error("Either conditions or actions must be specified");
  if (has_conditions) {
    ENI_TRY(rule.document["Conditions"], read_conditions(call.params.all()));
  }
  if (has_transforms || resets) {
    ENI_TRY(rule.document["Transforms"], read_transforms(call.params.all()));
  }
  if (has_actions) {
    ENI_TRY(Actions actions, read_actions(call, "Actions", owner, text_at(listener.document, "Protocol")));
    rule.document["Actions"] = std::move(actions.shown);
    ENI_CHECK(store_forwards(call, rule, owner, actions.target_groups));
  }
  repository(call).update(rule);
  engine_of(call.env).traffic().consider(owner.number);
  return reply_with(rule);
}

ApiResult<Reply> delete_rule(Call& call) {
  ENI_TRY(const ElbRule rule, changeable_rule(call, call.params.text_or("RuleArn", ""), "deleted"));
  ENI_CHECK(store_forwards(call, rule, load_balancer_of(call, listener_of(call, rule)), {}));
  repository(call).remove(rule);
  return Reply{};
}

/// Rules may change places: what counts is how all stand in the end.
ApiResult<Reply> set_rule_priorities(Call& call) {
  std::vector<ElbRule> changed;
  std::map<std::int64_t, int> given;
  for (const json::object& pair : objects_in(call.params.all(), "RulePriorities")) {
    const auto priority = number_at(pair, "Priority").value_or(0);
    if (++given[priority] > 1)
      return aws::validation_error("Priority '" + std::to_string(priority) + "' was provided multiple times");
    ENI_TRY(ElbRule rule, changeable_rule(call, text_at(pair, "RuleArn"), "given a priority"));
    rule.priority = priority;
    changed.push_back(std::move(rule));
  }
  const auto is_changed = [&](const ElbRule& rule) {
    return std::ranges::any_of(changed, [&](const ElbRule& other) { return other.number == rule.number; });
  };
  json::array shown;
  for (const ElbRule& rule : changed) {
    for (const ElbRule& other : repository(call).rules(rule.listener))
      if (!is_changed(other) && other.priority == rule.priority) return priority_in_use(rule.priority);
    shown.push_back(rule_value(rule));
  }
  for (const ElbRule& rule : changed) {
    repository(call).update(rule);
    engine_of(call.env).traffic().consider(listener_of(call, rule).load_balancer);
  }
  return Reply{json::object{{"Rules", std::move(shown)}}};
}

}  // namespace eni::sandbox::elb_service
