#pragma once
/// The operations on stack sets; their rows are operations.cpp.
#include <span>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox::cloudformation {

extern const std::span<const Operation> kStackSetOperations;

// stack_sets.cpp
Task<ApiResult<Reply>> create_stack_set(Call& call);
ApiResult<Reply> delete_stack_set(Call& call);
Task<ApiResult<Reply>> update_stack_set(Call& call);

// describe_stack_sets.cpp
ApiResult<Reply> describe_stack_set(Call& call);
ApiResult<Reply> list_stack_set_auto_deployment_targets(Call& call);
ApiResult<Reply> list_stack_sets(Call& call);

// stack_instances.cpp
ApiResult<Reply> create_stack_instances(Call& call);
ApiResult<Reply> delete_stack_instances(Call& call);
ApiResult<Reply> update_stack_instances(Call& call);

// describe_stack_instances.cpp
ApiResult<Reply> describe_stack_instance(Call& call);
ApiResult<Reply> list_stack_instances(Call& call);

// set_operations.cpp
ApiResult<Reply> describe_stack_set_operation(Call& call);
ApiResult<Reply> list_stack_set_operation_results(Call& call);
ApiResult<Reply> list_stack_set_operations(Call& call);
ApiResult<Reply> stop_stack_set_operation(Call& call);

// organizations_access.cpp
Task<ApiResult<Reply>> activate_organizations_access(Call& call);
Task<ApiResult<Reply>> deactivate_organizations_access(Call& call);
ApiResult<Reply> describe_organizations_access(Call& call);

}  // namespace eni::sandbox::cloudformation
