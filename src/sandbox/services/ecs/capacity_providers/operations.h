#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

Task<ApiResult<Reply>> create_capacity_provider(Call& call);
ApiResult<Reply> delete_capacity_provider(Call& call);
ApiResult<Reply> describe_capacity_providers(Call& call);
Task<ApiResult<Reply>> update_capacity_provider(Call& call);

}  // namespace eni::sandbox::ecs_service
