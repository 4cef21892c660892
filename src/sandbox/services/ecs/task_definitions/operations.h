#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> delete_task_definitions(Call& call);
ApiResult<Reply> deregister_task_definition(Call& call);
ApiResult<Reply> describe_task_definition(Call& call);
ApiResult<Reply> list_task_definition_families(Call& call);
ApiResult<Reply> list_task_definitions(Call& call);
ApiResult<Reply> register_task_definition(Call& call);

}  // namespace eni::sandbox::ecs_service
