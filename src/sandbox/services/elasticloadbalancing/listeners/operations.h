#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> add_listener_certificates(Call& call);
ApiResult<Reply> create_listener(Call& call);
ApiResult<Reply> delete_listener(Call& call);
ApiResult<Reply> describe_listener_certificates(Call& call);
ApiResult<Reply> describe_listeners(Call& call);
ApiResult<Reply> describe_ssl_policies(Call& call);
ApiResult<Reply> modify_listener(Call& call);
ApiResult<Reply> remove_listener_certificates(Call& call);

}  // namespace eni::sandbox::elb_service
