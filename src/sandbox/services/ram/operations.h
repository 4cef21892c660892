#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ram_service {

Task<ApiResult<Reply>> associate_resource_share(Call& call);
Task<ApiResult<Reply>> create_resource_share(Call& call);
ApiResult<Reply> delete_resource_share(Call& call);
ApiResult<Reply> disassociate_resource_share(Call& call);
ApiResult<Reply> get_resource_share_associations(Call& call);
ApiResult<Reply> get_resource_shares(Call& call);
ApiResult<Reply> list_principals(Call& call);
ApiResult<Reply> list_resource_share_permissions(Call& call);
ApiResult<Reply> list_resources(Call& call);

}  // namespace eni::sandbox::ram_service
