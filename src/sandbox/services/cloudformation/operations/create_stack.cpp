#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/begin.h"
#include "sandbox/services/cloudformation/operations/stack_policies.h"

namespace eni::sandbox::cloudformation {
namespace {

ApiError already_exists(const std::string& name) {
  return ApiError{"AlreadyExistsException", "Stack [" + name + "] already exists", 400};
}

/// Options that stay with the stack.
ApiResult<void> read_options(const Call& call, StackRecord& stack) {
  ENI_TRY(const auto timeout, call.params.integer("TimeoutInMinutes", 1, 43'200));
  ENI_TRY(const auto protection, call.params.boolean("EnableTerminationProtection"));
  ENI_TRY(const auto retain, call.params.boolean("RetainExceptOnCreate"));
  stack.timeout_minutes = static_cast<int>(timeout.value_or(0));
  stack.termination_protection = protection.value_or(false);
  stack.retain_except_on_create = retain.value_or(false);
  return {};
}

}  // namespace

Task<ApiResult<Reply>> create_stack(Call& call) {
  const std::string name = call.params.text_or("StackName", "");
  ENI_CO_CHECK(check_stack_name(name));
  if (const auto existing = find_stack(call, name)) {
    if (is_repeat(call, *existing, "CreateStack")) co_return Reply{json::object{{"StackId", existing->id}}};
    co_return already_exists(name);
  }
  StackRecord stack = new_stack(call, name);
  ENI_CO_CHECK(nest(call, stack));
  ENI_CO_TRY(Prepared prepared, co_await prepare(call, stack, std::nullopt));
  ENI_CO_CHECK(read_options(call, stack));
  ENI_CO_TRY(const auto policy,
             co_await given_policy(call, "StackPolicyBody", "StackPolicyURL", prepared.model->tmpl));
  stack.policy_body = policy.value_or("");
  StackOperation operation;
  ENI_CO_TRY(operation.on_failure, on_failure_of(call));
  ENI_CO_TRY(operation.principal, co_await operating_principal(call, prepared.definition.role_arn));
  operation.token = call.params.text_or("ClientRequestToken", "");
  if (stack.timeout_minutes > 0)
    operation.deadline = call.now() + std::chrono::minutes{stack.timeout_minutes};

  // Another call may have taken the name while this one waited for its template.
  if (find_stack(call, name)) co_return already_exists(name);
  stack.definition = std::move(prepared.definition);
  stack.description = prepared.model->tmpl.description;
  stack.disable_rollback = operation.on_failure == OnFailure::kDoNothing;
  note_token(call, stack, "CreateStack");
  begin_operation(call, stack, operation, StackStatus::kCreateInProgress);
  co_return Reply{json::object{{"StackId", stack.id}}};
}

}  // namespace eni::sandbox::cloudformation
