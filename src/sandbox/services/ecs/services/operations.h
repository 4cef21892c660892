#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

Task<ApiResult<Reply>> create_service(Call& call);
ApiResult<Reply> delete_service(Call& call);
ApiResult<Reply> describe_services(Call& call);
ApiResult<Reply> list_services(Call& call);
ApiResult<Reply> list_service_deployments(Call& call);
ApiResult<Reply> describe_service_deployments(Call& call);
ApiResult<Reply> describe_service_revisions(Call& call);

Access service_deployments_access(const Call& call);
ApiResult<Reply> stop_service_deployment(Call& call);
Access service_deployment_access(const Call& call);
Access service_revisions_access(const Call& call);

Task<ApiResult<Reply>> update_service(Call& call);

}  // namespace eni::sandbox::ecs_service
