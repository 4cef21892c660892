#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

Task<ApiResult<Reply>> create_target_group(Call& call);
ApiResult<Reply> delete_target_group(Call& call);
ApiResult<Reply> describe_target_groups(Call& call);
ApiResult<Reply> modify_target_group(Call& call);

}  // namespace eni::sandbox::elb_service
