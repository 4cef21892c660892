#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> add_tags(Call& call);
ApiResult<Reply> remove_tags(Call& call);
ApiResult<Reply> describe_tags(Call& call);

}  // namespace eni::sandbox::elb_service
