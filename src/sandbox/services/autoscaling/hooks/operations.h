#pragma once
/// Operations about lifecycle hooks, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

Task<ApiResult<Reply>> put_lifecycle_hook(Call& call);
ApiResult<Reply> delete_lifecycle_hook(Call& call);
ApiResult<Reply> describe_lifecycle_hooks(Call& call);
ApiResult<Reply> describe_lifecycle_hook_types(Call& call);

}  // namespace eni::sandbox::autoscaling_service
