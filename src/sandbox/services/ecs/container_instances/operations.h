#pragma once
#include "base/task.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> delete_attributes(Call& call);
ApiResult<Reply> deregister_container_instance(Call& call);
ApiResult<Reply> describe_container_instances(Call& call);
ApiResult<Reply> discover_poll_endpoint(Call& call);
ApiResult<Reply> list_attributes(Call& call);
ApiResult<Reply> list_container_instances(Call& call);
ApiResult<Reply> put_attributes(Call& call);
Task<ApiResult<Reply>> register_container_instance(Call& call);
ApiResult<Reply> update_container_agent(Call& call);
ApiResult<Reply> update_container_instances_state(Call& call);

/// The targets of attributes.
Access attributes_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
