#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

Task<ApiResult<Reply>> create_cluster(Call& call);
ApiResult<Reply> delete_cluster(Call& call);
ApiResult<Reply> describe_clusters(Call& call);
ApiResult<Reply> list_clusters(Call& call);
ApiResult<Reply> put_cluster_capacity_providers(Call& call);
ApiResult<Reply> update_cluster(Call& call);
ApiResult<Reply> update_cluster_settings(Call& call);

Access described_clusters_access(const Call& call);

}  // namespace eni::sandbox::ecs_service
