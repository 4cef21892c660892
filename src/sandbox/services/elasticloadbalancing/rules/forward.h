#pragma once
/// Forward actions.
#include "sandbox/services/elasticloadbalancing/rules/actions.h"

namespace eni::sandbox::elb_service {

/// TargetGroupArn and ForwardConfig, however they were given; adds the target groups to `actions`.
/// @error  as of read_actions
ApiResult<json::object> read_forward(const Call& call, const json::object& action,
                                     const ElbLoadBalancer& owner, const std::string& protocol,
                                     Actions& actions);

}  // namespace eni::sandbox::elb_service
