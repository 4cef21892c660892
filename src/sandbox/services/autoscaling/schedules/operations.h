#pragma once
/// Operations about scheduled actions, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

ApiResult<Reply> put_scheduled_update_group_action(Call& call);
ApiResult<Reply> batch_put_scheduled_update_group_action(Call& call);
ApiResult<Reply> delete_scheduled_action(Call& call);
ApiResult<Reply> batch_delete_scheduled_action(Call& call);
ApiResult<Reply> describe_scheduled_actions(Call& call);

}  // namespace eni::sandbox::autoscaling_service
