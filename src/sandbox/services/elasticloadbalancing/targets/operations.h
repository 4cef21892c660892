#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> deregister_targets(Call& call);
Task<ApiResult<Reply>> describe_target_health(Call& call);
Task<ApiResult<Reply>> register_targets(Call& call);

}  // namespace eni::sandbox::elb_service
