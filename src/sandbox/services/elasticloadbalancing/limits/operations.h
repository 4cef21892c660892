#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> describe_account_limits(Call& call);

}  // namespace eni::sandbox::elb_service
