#pragma once
#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

Task<ApiResult<Reply>> create_load_balancer(Call& call);
Task<ApiResult<Reply>> delete_load_balancer(Call& call);
ApiResult<Reply> describe_capacity_reservation(Call& call);
ApiResult<Reply> describe_load_balancers(Call& call);
Task<ApiResult<Reply>> set_ip_address_type(Call& call);
Task<ApiResult<Reply>> set_security_groups(Call& call);
Task<ApiResult<Reply>> set_subnets(Call& call);

}  // namespace eni::sandbox::elb_service
