#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> describe_listener_attributes(Call& call);
ApiResult<Reply> describe_load_balancer_attributes(Call& call);
ApiResult<Reply> describe_target_group_attributes(Call& call);
ApiResult<Reply> modify_listener_attributes(Call& call);
ApiResult<Reply> modify_load_balancer_attributes(Call& call);
ApiResult<Reply> modify_target_group_attributes(Call& call);

}  // namespace eni::sandbox::elb_service
