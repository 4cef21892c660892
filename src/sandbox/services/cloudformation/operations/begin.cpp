#include "sandbox/services/cloudformation/operations/begin.h"

#include "sandbox/services/cloudformation/engine/stack_events.h"

namespace eni::sandbox::cloudformation {

StackRecord new_stack(const Call& call, const std::string& name) {
  StackRecord stack;
  stack.id = new_arn(call, "stack", name);
  stack.account = call.account().value;
  stack.region = call.region.value;
  stack.name = name;
  stack.creation_time = call.now();
  stack.principal = call.principal.to_json();
  return stack;
}

ApiResult<void> nest(const Call& call, StackRecord& stack) {
  constexpr int kDeepest = 20;
  auto parent = stacks(call).find_by_id(call.principal.source_arn);
  if (call.principal.source_arn.empty() || !parent) return {};
  stack.parent_id = parent->id;
  stack.root_id = parent->root_id.empty() ? parent->id : parent->root_id;
  for (int depth = 1; parent && !parent->parent_id.empty(); ++depth) {
    if (depth == kDeepest) return aws::validation_error("Stacks are nested too deeply");
    parent = stacks(call).find_by_id(std::string(parent->parent_id));
  }
  return {};
}

bool is_by_parent(const Call& call, const StackRecord& stack) {
  return !stack.parent_id.empty() && call.principal.source_arn == stack.parent_id;
}

void begin_operation(Call& call, StackRecord& stack, const StackOperation& operation, StackStatus status) {
  stack.status = status;
  stack.status_reason = "User Initiated";
  stack.operation = operation.to_json();
  sqlite::Transaction transaction{call.env.store.database()};
  if (stacks(call).find_by_id(stack.id)) {
    stacks(call).update(stack);
  } else {
    stacks(call).insert(stack);
  }
  append_stack_event(engine(call).parts(), stack, operation.token);
  transaction.commit();
  engine(call).begin(stack.id);
}

ApiResult<std::optional<bool>> disable_rollback_of(const Call& call) {
  ENI_TRY(const auto disable_rollback, call.params.boolean("DisableRollback"));
  const json::object* config = call.params.object("DeploymentConfig");
  if (disable_rollback || !config) return disable_rollback;
  return Params{*config}.boolean("DisableRollback");
}

ApiResult<OnFailure> on_failure_of(const Call& call, std::string_view on_failure_member) {
  ENI_TRY(const auto disable_rollback, disable_rollback_of(call));
  const auto text = call.params.text(on_failure_member);
  if (text && disable_rollback) {
    return aws::validation_error("You cannot specify both DisableRollback and " +
                                 std::string(on_failure_member));
  }
  if (!text) return disable_rollback.value_or(false) ? OnFailure::kDoNothing : OnFailure::kRollback;
  return parse_on_failure(*text).value_or(OnFailure::kRollback);
}

ApiResult<void> check_updatable(const StackRecord& stack) {
  static constexpr StackStatus kStatuses[] = {
      StackStatus::kCreateComplete,        StackStatus::kUpdateComplete, StackStatus::kUpdateRollbackComplete,
      StackStatus::kCreateFailed,          StackStatus::kUpdateFailed,   StackStatus::kImportComplete,
      StackStatus::kImportRollbackComplete};
  if (std::find(std::begin(kStatuses), std::end(kStatuses), stack.status) != std::end(kStatuses)) return {};
  return aws::validation_error("Stack:" + stack.id + " is in " + std::string(to_string(stack.status)) +
                               " state and can not be updated.");
}

}  // namespace eni::sandbox::cloudformation
