#pragma once
/// Operations about instance refreshes, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

Task<ApiResult<Reply>> start_instance_refresh(Call& call);
ApiResult<Reply> cancel_instance_refresh(Call& call);
ApiResult<Reply> rollback_instance_refresh(Call& call);
ApiResult<Reply> describe_instance_refreshes(Call& call);

}  // namespace eni::sandbox::autoscaling_service
