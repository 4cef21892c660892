#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

Task<ApiResult<Reply>> create_service(Call& call);
ApiResult<Reply> delete_service(Call& call);
ApiResult<Reply> describe_services(Call& call);
ApiResult<Reply> list_services(Call& call);
Task<ApiResult<Reply>> update_service(Call& call);

}  // namespace eni::sandbox::ecs_service
