/// CreateStackInstances, UpdateStackInstances, DeleteStackInstances.
#include "sandbox/services/cloudformation/stack_sets/auto_deployment.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"
#include "sandbox/services/cloudformation/stack_sets/preferences.h"
#include "sandbox/services/cloudformation/stack_sets/set_definition.h"
#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {
namespace {

/// What the three have in common: the operation, and where it is to work.
struct Asked {
  StackSetRecord set;
  StackSetOperationRecord operation;
  SetTargets targets;
  std::vector<StackSetResult> turns;
  bool is_repeat = false;
};

std::vector<std::string> units_of(const SetTargets& targets) {
  return texts_at(targets.as_given, "OrganizationalUnitIds");
}

ApiResult<Asked> read_asked(Call& call, StackSetAction action) {
  Asked asked;
  ENI_TRY(asked.set, required_set(call));
  ENI_TRY(asked.operation, new_operation(call, asked.set, action));
  ENI_TRY(const auto known, repeated_operation(call, asked.operation));
  if (known) {
    asked.operation = *known;
    asked.is_repeat = true;
    return asked;
  }
  if (asked.set.is_service_managed) ENI_CHECK(check_organizations_access(call.env.store, asked.set.account));
  ENI_TRY(asked.targets, read_targets(call, asked.set));
  if (asked.set.is_service_managed && action == StackSetAction::kDelete)
    add_departed(call, asked.set, asked.targets);
  if (asked.set.is_service_managed && action != StackSetAction::kUpdate && units_of(asked.targets).empty())
    return no_unit_given();
  if (asked.targets.regions.empty()) return aws::validation_error("Regions must not be empty");
  ENI_CHECK(check_idle(call, asked.set));
  ENI_TRY(const auto preferences, read_preferences(asked.operation.preferences));
  asked.turns = turns_of(preferences, asked.targets);
  asked.operation.targets = asked.targets.as_given;
  return asked;
}

Reply reply_with(const StackSetOperationRecord& operation) {
  return Reply{json::object{{"OperationId", operation.id}}};
}

bool has_instance(const Call& call, const StackSetRecord& set, const StackSetResult& turn) {
  return stack_instances(call).find(set.id, turn.account, turn.region).has_value();
}

/// Without a word about them instances keep the values that they have.
ApiResult<void> read_given_overrides(const Call& call, Asked& asked) {
  if (!call.params.has("ParameterOverrides")) return {};
  ENI_TRY(asked.operation.overrides, read_overrides(call, asked.set.definition));
  return {};
}

/// Whether whole units are meant, so that accounts which enter them later are, too.
bool means_whole_units(const StackSetRecord& set, const SetTargets& targets) {
  const std::string filter = text_at(targets.as_given, "AccountFilterType");
  return set.is_service_managed && (filter.empty() || filter == "NONE" || filter == "UNION");
}

}  // namespace

ApiResult<Reply> create_stack_instances(Call& call) {
  ENI_TRY(Asked asked, read_asked(call, StackSetAction::kCreate));
  if (asked.is_repeat) return reply_with(asked.operation);
  ENI_CHECK(read_given_overrides(call, asked));
  if (means_whole_units(asked.set, asked.targets)) {
    add_targets(asked.set, units_of(asked.targets), asked.targets.regions);
    stack_sets(call).save(asked.set);
  }
  return begin_operation(call, asked.set, std::move(asked.operation), std::move(asked.turns));
}

ApiResult<Reply> update_stack_instances(Call& call) {
  ENI_TRY(Asked asked, read_asked(call, StackSetAction::kUpdate));
  if (asked.is_repeat) return reply_with(asked.operation);
  ENI_CHECK(check_instances(call, asked.set, asked.turns));
  ENI_CHECK(read_given_overrides(call, asked));
  return begin_operation(call, asked.set, std::move(asked.operation), std::move(asked.turns));
}

ApiResult<Reply> delete_stack_instances(Call& call) {
  ENI_TRY(Asked asked, read_asked(call, StackSetAction::kDelete));
  if (asked.is_repeat) return reply_with(asked.operation);
  ENI_TRY(const auto retain, call.params.boolean("RetainStacks"));
  asked.operation.retain_stacks = retain.value_or(false);
  std::erase_if(asked.turns, [&](const auto& turn) { return !has_instance(call, asked.set, turn); });
  if (means_whole_units(asked.set, asked.targets)) {
    remove_targets(asked.set, units_of(asked.targets), asked.targets.regions);
    stack_sets(call).save(asked.set);
  }
  return begin_operation(call, asked.set, std::move(asked.operation), std::move(asked.turns));
}

}  // namespace eni::sandbox::cloudformation
