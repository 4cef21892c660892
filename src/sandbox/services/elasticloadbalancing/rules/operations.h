#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> create_rule(Call& call);
ApiResult<Reply> delete_rule(Call& call);
ApiResult<Reply> describe_rules(Call& call);
ApiResult<Reply> modify_rule(Call& call);
ApiResult<Reply> set_rule_priorities(Call& call);

}  // namespace eni::sandbox::elb_service
