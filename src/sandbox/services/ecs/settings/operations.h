#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> delete_account_setting(Call& call);
ApiResult<Reply> list_account_settings(Call& call);
ApiResult<Reply> put_account_setting(Call& call);
ApiResult<Reply> put_account_setting_default(Call& call);

}  // namespace eni::sandbox::ecs_service
