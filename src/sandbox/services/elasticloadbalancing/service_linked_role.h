#pragma once
/// AWSServiceRoleForElasticLoadBalancing, as which Elastic Load Balancing calls EC2.
/// Source: Elastic Load Balancing User Guide, "Elastic Load Balancing service-linked role".
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

/// Makes the role as the caller if the account has none.
/// @error  IAM's, e.g. that the caller may not make it
Task<ApiResult<void>> ensure_service_linked_role(const Call& call);

/// EC2 as the role, or as the service itself in an account that has had no load balancer yet: target groups come before them.
/// @return  the reply's members @error  EC2's
Task<ApiResult<json::object>> call_ec2(Environment& env, aws::AccountId account, aws::Region region,
                                       std::string operation, json::object params);

}  // namespace eni::sandbox::elb_service
