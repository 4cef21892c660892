#pragma once
/// Secrets Manager's operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::secrets_manager {

Task<ApiResult<Reply>> batch_get_secret_value(Call& call);
ApiResult<Reply> create_secret(Call& call);
ApiResult<Reply> delete_resource_policy(Call& call);
ApiResult<Reply> delete_secret(Call& call);
ApiResult<Reply> describe_secret(Call& call);
ApiResult<Reply> get_random_password(Call& call);
ApiResult<Reply> get_resource_policy(Call& call);
ApiResult<Reply> get_secret_value(Call& call);
ApiResult<Reply> list_secret_version_ids(Call& call);
ApiResult<Reply> list_secrets(Call& call);
ApiResult<Reply> put_resource_policy(Call& call);
ApiResult<Reply> put_secret_value(Call& call);
ApiResult<Reply> restore_secret(Call& call);
ApiResult<Reply> tag_resource(Call& call);
ApiResult<Reply> untag_resource(Call& call);
ApiResult<Reply> update_secret(Call& call);
ApiResult<Reply> update_secret_version_stage(Call& call);

}  // namespace eni::sandbox::secrets_manager
