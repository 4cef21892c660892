#pragma once
/// STS's operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::sts_service {

ApiResult<Reply> assume_role(Call& call);
ApiResult<Reply> get_access_key_info(Call& call);
ApiResult<Reply> get_caller_identity(Call& call);
ApiResult<Reply> get_session_token(Call& call);

}  // namespace eni::sandbox::sts_service
