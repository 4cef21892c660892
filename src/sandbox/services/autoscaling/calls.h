#pragma once
/// How Auto Scaling calls other services.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// @return  the reply's members
/// @error   the service's
Task<ApiResult<json::object>> call_service(Environment& env, Principal principal, aws::Region region,
                                           std::string service, std::string operation, json::object params);

/// As the group's service-linked role.
Task<ApiResult<json::object>> call_as_group(Environment& env, AutoScalingGroup group, std::string service,
                                            std::string operation, json::object params);

}  // namespace eni::sandbox::autoscaling_service
