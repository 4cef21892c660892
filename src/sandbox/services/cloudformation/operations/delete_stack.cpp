#include "base/text.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/begin.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Statuses that a deletion cannot begin in; a creation is turned into one.
bool is_busy(const StackRecord& stack) {
  return is_in_progress(stack.status) && stack.status != StackStatus::kReviewInProgress &&
         stack.status != StackStatus::kCreateInProgress && stack.status != StackStatus::kRollbackInProgress;
}

ApiResult<void> check_retained(const StackRecord& stack, const std::vector<std::string>& retain,
                               const ResourceRecords& records) {
  if (retain.empty()) return {};
  if (stack.status != StackStatus::kDeleteFailed) {
    return aws::validation_error(
        "Invalid operation on stack [" + stack.id +
        "]. RetainResources can only be specified for stacks in the DELETE_FAILED state.");
  }
  std::vector<std::string> others;
  for (const std::string& id : retain) {
    const auto record = records.find(id);
    if (record == records.end() || record->second.status != ResourceStatus::kDeleteFailed)
      others.push_back(id);
  }
  if (others.empty()) return {};
  return aws::validation_error("The following resources to retain are not in a valid state: [" +
                               join(others, ", ") + "]");
}

}  // namespace

Task<ApiResult<Reply>> delete_stack(Call& call) {
  ENI_CO_TRY(const std::string name, required_stack_name(call));
  auto stack = find_stack(call, name);
  // Deleting what is not there succeeds.
  if (!stack || stack->status == StackStatus::kDeleteComplete ||
      stack->status == StackStatus::kDeleteInProgress)
    co_return Reply{};
  if (call.params.text_or("DeletionMode", "STANDARD") != "STANDARD") {
    co_return aws::validation_error("DeletionMode FORCE_DELETE_STACK is not supported by the sandbox");
  }
  if (stack->termination_protection) {
    co_return aws::validation_error("Stack [" + stack->name +
                                    "] cannot be deleted while TerminationProtection is enabled");
  }
  if (is_busy(*stack)) {
    co_return aws::validation_error("Stack [" + stack->name + "] cannot be deleted while in status " +
                                    std::string(to_string(stack->status)));
  }
  ENI_CO_TRY(const auto retain, call.params.texts("RetainResources"));
  ENI_CO_CHECK(check_retained(*stack, retain, resources(call).of_stack(stack->id)));
  StackOperation operation;
  const std::string role = call.params.text_or("RoleARN", stack->definition.role_arn);
  ENI_CO_TRY(operation.principal, co_await operating_principal(call, role));
  operation.token = call.params.text_or("ClientRequestToken", "");
  operation.retain = retain;
  operation.status_before = stack->status;
  if (engine(call).delete_instead(stack->id, operation)) co_return Reply{};
  note_token(call, *stack, "DeleteStack");
  begin_operation(call, *stack, operation, StackStatus::kDeleteInProgress);
  co_return Reply{};
}

}  // namespace eni::sandbox::cloudformation
