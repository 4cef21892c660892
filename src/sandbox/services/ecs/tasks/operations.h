#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> describe_tasks(Call& call);
ApiResult<Reply> execute_command(Call& call);
ApiResult<Reply> get_task_protection(Call& call);
ApiResult<Reply> list_tasks(Call& call);
Task<ApiResult<Reply>> run_task(Call& call);
Task<ApiResult<Reply>> start_task(Call& call);
ApiResult<Reply> stop_task(Call& call);
ApiResult<Reply> update_task_protection(Call& call);

/// The task and its cluster, as AWS has both.
Access execute_command_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
