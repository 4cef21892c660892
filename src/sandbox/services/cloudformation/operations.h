#pragma once
/// The operations, each in a file of its own under operations/; the table is operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::cloudformation {

Task<ApiResult<Reply>> create_change_set(Call& call);
Task<ApiResult<Reply>> create_stack(Call& call);
Task<ApiResult<Reply>> delete_stack(Call& call);
Task<ApiResult<Reply>> detect_stack_drift(Call& call);
Task<ApiResult<Reply>> detect_stack_resource_drift(Call& call);
Task<ApiResult<Reply>> get_template_summary(Call& call);
Task<ApiResult<Reply>> set_stack_policy(Call& call);
Task<ApiResult<Reply>> update_stack(Call& call);
Task<ApiResult<Reply>> validate_template(Call& call);

ApiResult<Reply> cancel_update_stack(Call& call);
Task<ApiResult<Reply>> continue_update_rollback(Call& call);
ApiResult<Reply> delete_change_set(Call& call);
ApiResult<Reply> describe_account_limits(Call& call);
ApiResult<Reply> describe_change_set(Call& call);
ApiResult<Reply> describe_stack_drift_detection_status(Call& call);
ApiResult<Reply> describe_stack_events(Call& call);
ApiResult<Reply> describe_stack_resource(Call& call);
ApiResult<Reply> describe_stack_resource_drifts(Call& call);
ApiResult<Reply> describe_stack_resources(Call& call);
ApiResult<Reply> describe_stacks(Call& call);
Task<ApiResult<Reply>> execute_change_set(Call& call);
ApiResult<Reply> get_stack_policy(Call& call);
ApiResult<Reply> get_template(Call& call);
ApiResult<Reply> list_change_sets(Call& call);
ApiResult<Reply> list_exports(Call& call);
ApiResult<Reply> list_imports(Call& call);
ApiResult<Reply> list_stack_resources(Call& call);
ApiResult<Reply> list_stacks(Call& call);
Task<ApiResult<Reply>> rollback_stack(Call& call);
ApiResult<Reply> signal_resource(Call& call);
ApiResult<Reply> update_termination_protection(Call& call);

}  // namespace eni::sandbox::cloudformation
