#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/begin.h"
#include "sandbox/services/cloudformation/operations/check_types.h"
#include "sandbox/services/cloudformation/operations/plan.h"
#include "sandbox/services/cloudformation/operations/stack_policies.h"

namespace eni::sandbox::cloudformation {

Task<ApiResult<Reply>> update_stack(Call& call) {
  ENI_CO_TRY(StackRecord stack, required_stack_to_change(call));
  if (is_repeat(call, stack, "UpdateStack")) co_return Reply{json::object{{"StackId", stack.id}}};
  ENI_CO_CHECK(check_updatable(stack));
  ENI_CO_TRY(Prepared prepared, co_await prepare(call, stack, stack.definition));
  const ResourceRecords records = resources(call).of_stack(stack.id);
  ENI_CO_CHECK(check_types_stay(records, *prepared.model));
  ENI_CO_TRY(const Plan plan,
             make_plan(call.env.store, stack, records, prepared.definition, *prepared.model));
  const bool is_settled = is_complete(stack.status);
  if (plan.is_empty && is_settled) co_return aws::validation_error("No updates are to be performed.");

  StackOperation operation;
  ENI_CO_TRY(operation.on_failure, on_failure_of(call));
  ENI_CO_TRY(operation.principal, co_await operating_principal(call, prepared.definition.role_arn));
  ENI_CO_TRY(const auto retain, call.params.boolean("RetainExceptOnCreate"));
  const tmpl::Template& tmpl = prepared.model->tmpl;
  ENI_CO_TRY(const auto policy, co_await given_policy(call, "StackPolicyBody", "StackPolicyURL", tmpl));
  ENI_CO_TRY(const auto policy_during,
             co_await given_policy(call, "StackPolicyDuringUpdateBody", "StackPolicyDuringUpdateURL", tmpl));
  operation.token = call.params.text_or("ClientRequestToken", "");
  operation.target = std::move(prepared.definition);
  operation.waits_for_parent = is_by_parent(call, stack);

  // Another call may have changed the stack while this one waited for its template.
  ENI_CO_TRY(stack, required_stack_to_change(call));
  ENI_CO_CHECK(check_updatable(stack));
  operation.policy_body = policy_during.value_or(stack.policy_body);
  if (policy) stack.policy_body = *policy;
  stack.last_updated_time = call.now();
  stack.disable_rollback = operation.on_failure == OnFailure::kDoNothing;
  stack.retain_except_on_create = retain.value_or(false);
  stack.principal = call.principal.to_json();
  note_token(call, stack, "UpdateStack");
  begin_operation(call, stack, operation, StackStatus::kUpdateInProgress);
  co_return Reply{json::object{{"StackId", stack.id}}};
}

}  // namespace eni::sandbox::cloudformation
