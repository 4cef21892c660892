/// What turns a stack back or stops it: CancelUpdateStack, ContinueUpdateRollback, RollbackStack.
#include "base/text.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/begin.h"

namespace eni::sandbox::cloudformation {
namespace {

ApiError wrong_status(const StackRecord& stack, std::string_view what) {
  return aws::validation_error("Stack:" + stack.id + " is in " + std::string(to_string(stack.status)) +
                               " state and can not " + std::string(what) + ".");
}

/// The operation that failed, to be gone on with in the name of this caller or `role`.
Task<ApiResult<StackOperation>> resumed_operation(Call& call, StackRecord stack) {
  StackOperation operation;
  if (!stack.operation.empty()) operation = StackOperation::from_json(stack.operation);
  const std::string role = call.params.text_or("RoleARN", stack.definition.role_arn);
  ENI_CO_TRY(operation.principal, co_await operating_principal(call, role));
  operation.token = call.params.text_or("ClientRequestToken", "");
  operation.cancelled = false;
  co_return operation;
}

/// Takes the resources as they are for rolled back.
ApiResult<void> skip(Call& call, const StackRecord& stack, const std::vector<std::string>& logical_ids) {
  ResourceRecords records = resources(call).of_stack(stack.id);
  for (const std::string& id : logical_ids) {
    const auto record = records.find(id);
    if (record == records.end() || record->second.status != ResourceStatus::kUpdateFailed) {
      return aws::validation_error("The following resource(s) cannot be skipped: [" + id +
                                   "]; only resources in the UPDATE_FAILED state can be");
    }
    ResourceRecord& skipped = record->second;
    if (skipped.previous && skipped.change == ResourceChange::kUpdated) skipped.current = *skipped.previous;
    skipped.previous.reset();
    skipped.change = ResourceChange::kNone;
    skipped.status = ResourceStatus::kUpdateComplete;
    skipped.updated_at = call.now();
    resources(call).save(skipped);
  }
  return {};
}

}  // namespace

ApiResult<Reply> cancel_update_stack(Call& call) {
  ENI_TRY(const StackRecord stack, required_stack_to_change(call));
  if (stack.status != StackStatus::kUpdateInProgress) {
    return aws::validation_error("CancelUpdateStack cannot be called from current stack status");
  }
  engine(call).cancel_update(stack.id);
  return Reply{};
}

Task<ApiResult<Reply>> continue_update_rollback(Call& call) {
  ENI_CO_TRY(StackRecord stack, required_stack_to_change(call));
  if (is_repeat(call, stack, "ContinueUpdateRollback")) co_return Reply{};
  if (stack.status != StackStatus::kUpdateRollbackFailed)
    co_return wrong_status(stack, "continue its update rollback");
  ENI_CO_TRY(const auto skipped, call.params.texts("ResourcesToSkip"));
  ENI_CO_TRY(const StackOperation operation, co_await resumed_operation(call, stack));
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_CHECK(skip(call, stack, skipped));
  note_token(call, stack, "ContinueUpdateRollback");
  begin_operation(call, stack, operation, StackStatus::kUpdateRollbackInProgress);
  transaction.commit();
  co_return Reply{};
}

Task<ApiResult<Reply>> rollback_stack(Call& call) {
  ENI_CO_TRY(StackRecord stack, required_stack_to_change(call));
  if (is_repeat(call, stack, "RollbackStack")) co_return Reply{json::object{{"StackId", stack.id}}};
  const bool is_creation = stack.status == StackStatus::kCreateFailed;
  if (!is_creation && stack.status != StackStatus::kUpdateFailed)
    co_return wrong_status(stack, "be rolled back");
  ENI_CO_TRY(const auto retain, call.params.boolean("RetainExceptOnCreate"));
  ENI_CO_TRY(const StackOperation operation, co_await resumed_operation(call, stack));
  stack.retain_except_on_create = retain.value_or(false);
  note_token(call, stack, "RollbackStack");
  sqlite::Transaction transaction{call.env.store.database()};
  if (!is_creation) engine(call).turn_around_rows(stack);
  begin_operation(call, stack, operation,
                  is_creation ? StackStatus::kRollbackInProgress : StackStatus::kUpdateRollbackInProgress);
  transaction.commit();
  co_return Reply{json::object{{"StackId", stack.id}}};
}

}  // namespace eni::sandbox::cloudformation
