#pragma once
/// Operations about instances of groups, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

ApiResult<Reply> describe_auto_scaling_instances(Call& call);
ApiResult<Reply> terminate_instance_in_auto_scaling_group(Call& call);
ApiResult<Reply> set_instance_health(Call& call);
ApiResult<Reply> set_instance_protection(Call& call);
Task<ApiResult<Reply>> attach_instances(Call& call);
Task<ApiResult<Reply>> detach_instances(Call& call);
ApiResult<Reply> enter_standby(Call& call);
ApiResult<Reply> exit_standby(Call& call);
ApiResult<Reply> complete_lifecycle_action(Call& call);
ApiResult<Reply> record_lifecycle_action_heartbeat(Call& call);

}  // namespace eni::sandbox::autoscaling_service
