#include "sandbox/services/cloudformation/engine/stack_model.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/begin.h"

namespace eni::sandbox::cloudformation {
namespace {

ApiResult<void> check_executable(const FoundChangeSet& found) {
  if (found.change_set.execution_status == ExecutionStatus::kAvailable) return {};
  return ApiError{"InvalidChangeSetStatus",
                  "ChangeSet [" + found.change_set.id + "] cannot be executed in its current status of [" +
                      std::string(to_string(found.change_set.status)) + "]",
                  400};
}

/// OnStackFailure of the change set, or DisableRollback of this call.
ApiResult<OnFailure> on_failure(const Call& call, const ChangeSetRecord& change_set) {
  ENI_TRY(const auto disable_rollback, disable_rollback_of(call));
  if (disable_rollback) return *disable_rollback ? OnFailure::kDoNothing : OnFailure::kRollback;
  return parse_on_failure(change_set.on_stack_failure).value_or(OnFailure::kRollback);
}

/// Change sets of a stack are outdated once one of them is executed.
void keep_only(const Call& call, ChangeSetRecord executed) {
  for (const ChangeSetRecord& other : change_sets(call).of_stack(executed.stack_id)) {
    if (other.id != executed.id) change_sets(call).erase(other.id);
  }
  executed.execution_status = ExecutionStatus::kExecuteInProgress;
  change_sets(call).save(executed);
}

void begin_creation(Call& call, StackRecord& stack, const ChangeSetRecord& change_set,
                    const StackOperation& operation) {
  stack.definition = change_set.definition;
  if (const auto model = make_model(stack.definition, stack)) stack.description = (*model)->tmpl.description;
  stack.last_updated_time = call.now();
  begin_operation(call, stack, operation, StackStatus::kCreateInProgress);
}

void begin_update(Call& call, StackRecord& stack, const ChangeSetRecord& change_set,
                  StackOperation operation) {
  operation.target = change_set.definition;
  stack.last_updated_time = call.now();
  begin_operation(call, stack, operation, StackStatus::kUpdateInProgress);
}

void begin_import(Call& call, StackRecord& stack, const ChangeSetRecord& change_set,
                  StackOperation operation) {
  operation.target = change_set.definition;
  operation.imports = change_set.imports;
  stack.last_updated_time = call.now();
  begin_operation(call, stack, operation, StackStatus::kImportInProgress);
}

/// `aws cloudformation deploy` asks for the stack's status right after this call, and then only every 30 seconds: an
/// operation that takes a moment costs it no wait if the answer comes when it has ended.
constexpr Duration kLongestWait{2000};

void begin_in_one_transaction(Call& call, FoundChangeSet& found, StackOperation operation) {
  sqlite::Transaction transaction{call.env.store.database()};
  keep_only(call, found.change_set);
  if (found.change_set.type == "CREATE") {
    begin_creation(call, found.stack, found.change_set, operation);
  } else if (found.change_set.type == "IMPORT") {
    begin_import(call, found.stack, found.change_set, std::move(operation));
  } else {
    begin_update(call, found.stack, found.change_set, std::move(operation));
  }
  transaction.commit();
}

}  // namespace

Task<ApiResult<Reply>> execute_change_set(Call& call) {
  ENI_CO_TRY(FoundChangeSet found, required_change_set(call));
  if (is_repeat(call, found.stack, "ExecuteChangeSet")) co_return Reply{};
  ENI_CO_CHECK(check_executable(found));
  const bool is_new = found.stack.status == StackStatus::kReviewInProgress;
  if (!is_new) ENI_CO_CHECK(check_updatable(found.stack));
  StackOperation operation;
  ENI_CO_TRY(operation.on_failure, on_failure(call, found.change_set));
  ENI_CO_TRY(const auto retain, call.params.boolean("RetainExceptOnCreate"));
  ENI_CO_TRY(operation.principal, co_await operating_principal(call, found.change_set.definition.role_arn));
  operation.token = call.params.text_or("ClientRequestToken", "");

  // Another call may have executed it while this one waited for its role.
  ENI_CO_TRY(found, required_change_set(call));
  ENI_CO_CHECK(check_executable(found));
  StackRecord& stack = found.stack;
  operation.policy_body = stack.policy_body;
  stack.change_set_id = found.change_set.id;
  stack.principal = call.principal.to_json();
  stack.disable_rollback = operation.on_failure == OnFailure::kDoNothing;
  stack.retain_except_on_create = retain.value_or(false);
  note_token(call, stack, "ExecuteChangeSet");
  begin_in_one_transaction(call, found, std::move(operation));
  if (call.env.settings.pace == Settings::Pace::kInstant) {
    co_await engine(call).wait_for_end(stack.id, kLongestWait);
  }
  co_return Reply{};
}

}  // namespace eni::sandbox::cloudformation
