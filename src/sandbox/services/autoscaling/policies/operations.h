#pragma once
/// Operations about scaling policies, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

Task<ApiResult<Reply>> put_scaling_policy(Call& call);
Task<ApiResult<Reply>> delete_policy(Call& call);
ApiResult<Reply> describe_policies(Call& call);
ApiResult<Reply> execute_policy(Call& call);
ApiResult<Reply> describe_adjustment_types(Call& call);

}  // namespace eni::sandbox::autoscaling_service
