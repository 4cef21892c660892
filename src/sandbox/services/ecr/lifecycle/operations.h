#pragma once
/// The operations on lifecycle policies, listed in ecr/operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> get_lifecycle_policy(Call& call);
ApiResult<Reply> put_lifecycle_policy(Call& call);
ApiResult<Reply> delete_lifecycle_policy(Call& call);
ApiResult<Reply> start_lifecycle_policy_preview(Call& call);
ApiResult<Reply> get_lifecycle_policy_preview(Call& call);

}  // namespace eni::sandbox::ecr_service
