#pragma once
/// The operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::application_autoscaling_service {

Task<ApiResult<Reply>> register_scalable_target(Call& call);
ApiResult<Reply> describe_scalable_targets(Call& call);
Task<ApiResult<Reply>> deregister_scalable_target(Call& call);

Task<ApiResult<Reply>> put_scaling_policy(Call& call);
ApiResult<Reply> describe_scaling_policies(Call& call);
Task<ApiResult<Reply>> delete_scaling_policy(Call& call);

ApiResult<Reply> put_scheduled_action(Call& call);
ApiResult<Reply> describe_scheduled_actions(Call& call);
ApiResult<Reply> delete_scheduled_action(Call& call);

ApiResult<Reply> describe_scaling_activities(Call& call);

ApiResult<Reply> list_tags_for_resource(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);

}  // namespace eni::sandbox::application_autoscaling_service
